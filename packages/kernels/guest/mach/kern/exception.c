/*
 * Exceptions as messages (Mach 3.0's kern/exception.c). The thread that has one asks its exception port,
 * then its task's, to do something about it, and goes on in user mode when the answer is success, with
 * whatever registers it then has. Without an answer the task ends.
 *
 *      exception ──► exception_raise ──► exception message to the port
 *                                  wait for the reply: exception_raise_continue ──► back to user mode
 *
 * If a thread waits for a message at the port, the processor is handed to it with the message.
 */
#include <kern/exception.h>

#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_thread.h>
#include <ipc/ipc_tt.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_msg_receive.h>
#include <kern/ipc_sched.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mach/mig_errors.h>
#include <mips/pcb.h>
#include <mips/trap.h>

#define EXCEPTION_RAISE_ID 2400

/* exception_raise(thread, task, exception, code, subcode) of exc.defs. */
struct mach_exception {
    mach_msg_header_t Head;
    mach_msg_type_t threadType;
    mach_port_t thread;
    mach_msg_type_t taskType;
    mach_port_t task;
    mach_msg_type_t exceptionType;
    int exception;
    mach_msg_type_t codeType;
    int code;
    mach_msg_type_t subcodeType;
    int subcode;
};

static const mach_msg_type_t port_type = { MACH_MSG_TYPE_PORT_SEND, MACH_MSG_PORT_SIZE_BITS, 1, TRUE, FALSE,
                                           FALSE, 0 };
static const mach_msg_type_t integer_type = { MACH_MSG_TYPE_INTEGER_32, 32, 1, TRUE, FALSE, FALSE, 0 };

static void exception_raise(ipc_port_t dest_port, int exception, int code, int subcode, boolean_t task_next)
    __attribute__((noreturn));

/* A send right to the port, if there is somebody: it is alive. */
static ipc_port_t send_right(ipc_port_t port)
{
    if (!IP_VALID(port) || !ip_active(port))
        return IP_NULL;
    return ipc_port_copy_send(port);
}

static void exception_try_task(int exception, int code, int subcode) __attribute__((noreturn));

void exception(int exception, int code, int subcode)
{
    ipc_port_t port = send_right(current_thread()->ith_exception);

    if (!IP_VALID(port))
        exception_try_task(exception, code, subcode);
    exception_raise(port, exception, code, subcode, TRUE);
}

static void exception_try_task(int exception, int code, int subcode)
{
    ipc_port_t port = send_right(current_task()->itk_exception);

    if (!IP_VALID(port)) {
        if (current_task() == first_task && !thread_should_halt(current_thread())) {
            state_print(user_regs(current_thread()));
            panic("task 1: exception %d, code %d, subcode %x", exception, code, (unsigned)subcode);
        }
        exception_no_server();
    }
    exception_raise(port, exception, code, subcode, FALSE);
}

/* Nobody is there to do anything about it. */
void exception_no_server(void)
{
    thread_t self = current_thread();

    if (thread_should_halt(self))
        thread_halt_self();
    (void)task_terminate(self->task);
    thread_halt_self();
    panic("exception_no_server");
}

/* The port at which the thread gets its answers, which it keeps. */
static ipc_port_t reply_port_of(thread_t self)
{
    if (self->ith_rpc_reply == IP_NULL) {
        self->ith_rpc_reply = ipc_port_alloc_reply();
        if (self->ith_rpc_reply == IP_NULL)
            panic("exception: no reply port");
    }
    return self->ith_rpc_reply;
}

static ipc_kmsg_t exception_message(ipc_port_t dest_port, ipc_port_t reply_port, int exception, int code,
                                    int subcode)
{
    thread_t self = current_thread();
    ipc_kmsg_t kmsg = ikm_cache();
    struct mach_exception *exc;

    if (kmsg != IKM_NULL) {
        ikm_cache() = IKM_NULL;
    } else {
        kmsg = ikm_alloc(sizeof *exc > IKM_SAVED_MSG_SIZE ? sizeof *exc : IKM_SAVED_MSG_SIZE);
        if (kmsg == IKM_NULL)
            panic("exception: no message");
        ikm_init(kmsg, IKM_SAVED_MSG_SIZE);
    }
    exc = (struct mach_exception *)&kmsg->ikm_header;
    exc->Head.msgh_bits = MACH_MSGH_BITS_COMPLEX |
                          MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE);
    exc->Head.msgh_size = sizeof *exc;
    exc->Head.msgh_remote_port = (mach_port_t)dest_port;
    exc->Head.msgh_local_port = (mach_port_t)ipc_port_make_sonce(reply_port);
    exc->Head.msgh_seqno = 0;
    exc->Head.msgh_id = EXCEPTION_RAISE_ID;
    exc->threadType = port_type;
    exc->thread = (mach_port_t)retrieve_thread_self_fast(self);
    exc->taskType = port_type;
    exc->task = (mach_port_t)retrieve_task_self_fast(self->task);
    exc->exceptionType = integer_type;
    exc->exception = exception;
    exc->codeType = integer_type;
    exc->code = code;
    exc->subcodeType = integer_type;
    exc->subcode = subcode;
    return kmsg;
}

/* What the answer says; the message is gone. */
static kern_return_t exception_parse_reply(ipc_kmsg_t kmsg)
{
    const mig_reply_header_t *reply = (const mig_reply_header_t *)&kmsg->ikm_header;
    kern_return_t result = reply->RetCode;

    if (reply->Head.msgh_size != sizeof *reply || reply->Head.msgh_id != EXCEPTION_RAISE_ID + 100 ||
        (reply->Head.msgh_bits & MACH_MSGH_BITS_COMPLEX)) {
        ipc_kmsg_destroy(kmsg);
        return MIG_REPLY_MISMATCH;
    }
    ikm_free(kmsg);
    return result;
}

/* An answer, or why there is none. */
static void exception_raise_continue_slow(mach_msg_return_t result, ipc_kmsg_t kmsg)
    __attribute__((noreturn));

static void exception_raise_continue_slow(mach_msg_return_t result, ipc_kmsg_t kmsg)
{
    thread_t self = current_thread();
    ipc_port_t reply_port = self->saved.exception.port;
    kern_return_t answer;

    while (result == MACH_RCV_INTERRUPTED) {
        mach_port_seqno_t seqno;

        if (thread_should_halt(self)) {
            ip_release(reply_port);
            thread_halt_self();
        }
        if (self->ith_rpc_reply != reply_port) {
            result = MACH_RCV_PORT_DIED; /* thread_abort has given the exception up */
            break;
        }
        result = ipc_mqueue_receive(&reply_port->ip_messages, MACH_MSG_OPTION_NONE, ~(mach_msg_size_t)0,
                                    MACH_MSG_TIMEOUT_NONE, FALSE, exception_raise_continue, &kmsg, &seqno);
    }
    ip_release(reply_port);
    if (result != MACH_MSG_SUCCESS)
        thread_exception_return();
    ipc_port_release_sonce(reply_port); /* the message's */
    kmsg->ikm_header.msgh_bits = MACH_MSGH_BITS_OTHER(kmsg->ikm_header.msgh_bits);
    answer = exception_parse_reply(kmsg);
    if (answer == KERN_SUCCESS)
        thread_exception_return();
    if (self->saved.exception.exc != 0)
        exception_try_task(self->saved.exception.exc, self->saved.exception.code,
                           self->saved.exception.subcode);
    exception_no_server();
}

void exception_raise_continue(void)
{
    thread_t self = current_thread();
    ipc_port_t reply_port = self->saved.exception.port;
    ipc_kmsg_t kmsg = IKM_NULL;
    mach_port_seqno_t seqno;
    mach_msg_return_t result;

    result = ipc_mqueue_receive(&reply_port->ip_messages, MACH_MSG_OPTION_NONE, ~(mach_msg_size_t)0,
                                MACH_MSG_TIMEOUT_NONE, TRUE, exception_raise_continue, &kmsg, &seqno);
    exception_raise_continue_slow(result, kmsg);
}

/* The answer is there already: mach_msg has handed the processor back with it. */
void exception_raise_continue_fast(ipc_port_t reply_port, ipc_kmsg_t kmsg)
{
    (void)reply_port;
    exception_raise_continue_slow(MACH_MSG_SUCCESS, kmsg);
}

/*
 * The processor goes to the thread that waits for a message where this one goes to: FALSE if there is
 * none. Else the caller is that thread, and what remains to be done is its receiving.
 */
static boolean_t exception_handoff(ipc_port_t dest_port, ipc_port_t reply_port, ipc_kmsg_t kmsg)
{
    thread_t self = current_thread(), receiver;
    ipc_pset_t pset = dest_port->ip_pset;
    ipc_mqueue_t mqueue = pset == IPS_NULL ? &dest_port->ip_messages : &pset->ips_messages;
    ipc_object_t object;

    receiver = ipc_thread_queue_first(&mqueue->imq_threads);
    if (receiver == ITH_NULL || receiver->swap_func != mach_msg_continue || !ip_active(dest_port) ||
        !thread_handoff(self, exception_raise_continue, receiver))
        return FALSE;
    self->ith_state = MACH_RCV_IN_PROGRESS;
    self->ith_msize = ~(mach_msg_size_t)0;
    ipc_thread_enqueue_macro(&reply_port->ip_messages.imq_threads, self);
    ipc_thread_rmqueue_first_macro(&mqueue->imq_threads, receiver);
    kmsg->ikm_header.msgh_seqno = dest_port->ip_seqno++;
    object = receiver->saved.receive.object;
    io_release(object);
    return TRUE;
}

/* The rest of the receiver's call. */
static void exception_deliver(ipc_kmsg_t kmsg) __attribute__((noreturn));

static void exception_deliver(ipc_kmsg_t kmsg)
{
    thread_t self = current_thread();

    thread_syscall_return(mach_msg_receive_results(
        MACH_MSG_SUCCESS, kmsg, kmsg->ikm_header.msgh_seqno, self->saved.receive.msg, MACH_MSG_OPTION_NONE,
        self->saved.receive.rcv_size, MACH_PORT_NULL));
}

/* Consumes the send right. Does not return: see the continuations. */
static void exception_raise(ipc_port_t dest_port, int exception, int code, int subcode, boolean_t task_next)
{
    thread_t self = current_thread();
    ipc_port_t reply_port = reply_port_of(self);
    ipc_kmsg_t kmsg = exception_message(dest_port, reply_port, exception, code, subcode);
    mach_port_seqno_t seqno;
    mach_msg_return_t result;

    self->saved.exception.port = reply_port;
    self->saved.exception.exc = task_next ? exception : 0;
    self->saved.exception.code = code;
    self->saved.exception.subcode = subcode;
    ip_reference(reply_port);
    if (exception_handoff(dest_port, reply_port, kmsg))
        exception_deliver(kmsg);
    (void)ipc_mqueue_send(kmsg, MACH_SEND_ALWAYS, MACH_MSG_TIMEOUT_NONE);
    kmsg = IKM_NULL;
    result = ipc_mqueue_receive(&reply_port->ip_messages, MACH_MSG_OPTION_NONE, ~(mach_msg_size_t)0,
                                MACH_MSG_TIMEOUT_NONE, FALSE, exception_raise_continue, &kmsg, &seqno);
    exception_raise_continue_slow(result, kmsg);
}
