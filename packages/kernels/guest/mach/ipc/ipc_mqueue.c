/* Queues: sending to one, and who is told when it changes (Mach 3.0's ipc/ipc_mqueue.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <kern/ipc_sched.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>

void ipc_mqueue_init(ipc_mqueue_t mqueue)
{
    ipc_kmsg_queue_init(&mqueue->imq_messages);
    ipc_thread_queue_init(&mqueue->imq_threads);
}

/* The message goes to the first receiver that has room for it, or is queued. */
static inline void ipc_mqueue_deliver(ipc_mqueue_t mqueue, ipc_port_t port, ipc_kmsg_t kmsg)
{
    ipc_thread_queue_t receivers = &mqueue->imq_threads;
    ipc_thread_t receiver;

    while ((receiver = ipc_thread_queue_first(receivers)) != ITH_NULL) {
        ipc_thread_rmqueue_first_macro(receivers, receiver);
        if (kmsg->ikm_header.msgh_size <= receiver->ith_msize) {
            receiver->ith_state = MACH_MSG_SUCCESS;
            receiver->ith_kmsg = kmsg;
            receiver->ith_seqno = port->ip_seqno++;
            thread_go(receiver);
            return;
        }
        receiver->ith_state = MACH_RCV_TOO_LARGE;
        receiver->ith_msize = kmsg->ikm_header.msgh_size;
        thread_go(receiver);
    }
    ipc_kmsg_enqueue_macro(&mqueue->imq_messages, kmsg);
}

/* The port's messages change over from one queue to the other. */
void ipc_mqueue_move(ipc_mqueue_t to, ipc_mqueue_t from, ipc_port_t port)
{
    ipc_kmsg_queue_t queue = &from->imq_messages;
    ipc_kmsg_t kmsg = ipc_kmsg_queue_first(queue), next;

    for (; kmsg != IKM_NULL; kmsg = next) {
        next = ipc_kmsg_queue_next(queue, kmsg);
        if ((ipc_port_t)kmsg->ikm_header.msgh_remote_port != port)
            continue;
        ipc_kmsg_rmqueue(queue, kmsg);
        ipc_mqueue_deliver(to, port, kmsg);
    }
}

void ipc_mqueue_changed(ipc_mqueue_t mqueue, mach_msg_return_t reason)
{
    ipc_thread_t thread;

    while ((thread = ipc_thread_dequeue(&mqueue->imq_threads)) != ITH_NULL) {
        thread->ith_state = reason;
        thread_go(thread);
    }
}

/* The port is full: until there is room. MACH_MSG_SUCCESS: look again. */
static mach_msg_return_t wait_for_room(ipc_port_t port, mach_msg_option_t option,
                                       mach_msg_timeout_t *timeout)
{
    ipc_thread_t self = current_thread();

    if ((option & MACH_SEND_TIMEOUT) != 0) {
        if (*timeout == 0)
            return MACH_SEND_TIMED_OUT;
        thread_will_wait_with_timeout(self, *timeout);
    } else {
        thread_will_wait(self);
    }
    ipc_thread_enqueue(&port->ip_blocked, self);
    self->ith_state = MACH_SEND_IN_PROGRESS;
    thread_block(CONTINUATION_NULL);

    if (self->ith_state == MACH_MSG_SUCCESS)
        return MACH_MSG_SUCCESS;
    ipc_thread_rmqueue(&port->ip_blocked, self);
    switch (self->ith_wait_result) {
    case THREAD_INTERRUPTED:
        return MACH_SEND_INTERRUPTED;
    case THREAD_TIMED_OUT:
        *timeout = 0; /* one more look */
        return MACH_MSG_SUCCESS;
    default:
        panic("ipc_mqueue_send: result %d", self->ith_wait_result);
    }
}

/*
 * The message is consumed, unless the answer is MACH_SEND_TIMED_OUT or MACH_SEND_INTERRUPTED. It is
 * lost without a word if the port is dead.
 */
mach_msg_return_t ipc_mqueue_send(ipc_kmsg_t kmsg, mach_msg_option_t option,
                                  mach_msg_timeout_t timeout)
{
    ipc_port_t port = (ipc_port_t)kmsg->ikm_header.msgh_remote_port;

    if (port->ip_receiver == ipc_space_kernel && ip_active(port)) {
        ipc_kmsg_t reply = ipc_kobject_server(kmsg);

        if (reply != IKM_NULL)
            ipc_mqueue_send_always(reply);
        return MACH_MSG_SUCCESS;
    }
    for (;;) {
        mach_msg_return_t mr;

        if (!ip_active(port)) {
            ip_release(port);
            kmsg->ikm_header.msgh_remote_port = MACH_PORT_NULL;
            ipc_kmsg_destroy(kmsg);
            return MACH_MSG_SUCCESS;
        }
        if (port->ip_msgcount < port->ip_qlimit || (option & MACH_SEND_ALWAYS) != 0 ||
            MACH_MSGH_BITS_REMOTE(kmsg->ikm_header.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE)
            break;
        mr = wait_for_room(port, option, &timeout);
        if (mr != MACH_MSG_SUCCESS)
            return mr;
    }
    if (kmsg->ikm_header.msgh_bits & MACH_MSGH_BITS_CIRCULAR) {
        /* Nobody could ever receive it. */
        ipc_kmsg_destroy(kmsg);
        return MACH_MSG_SUCCESS;
    }
    port->ip_msgcount++;
    ipc_mqueue_deliver(ipc_port_lock_mqueue(port), port, kmsg);
    return MACH_MSG_SUCCESS;
}
