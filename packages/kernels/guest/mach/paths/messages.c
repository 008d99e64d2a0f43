/* Remote procedure calls, fast and slow, to a task of its own; and what brings calls to a library. */
#include <string.h>

#include <test/harness.h>

#include "operation.h"

#define SELF mach_task_self()
#define STACK_BYTES 8192
#define RPC (MACH_SEND_MSG | MACH_RCV_MSG)
/* An option that changes nothing but that the kernel does not take its short way. */
#define SLOWLY (RPC | MACH_SEND_TIMEOUT)
#define CALL_NUMBER 20

static char stack[STACK_BYTES] __attribute__((aligned(8)));

/* Whom the server's task, whose memory is a copy of ours, serves; and how it answers. */
static struct {
    mach_port_t set;
    mach_msg_option_t answer;
} served;

/* Answers each message with its header. Names of ports are the server's own. */
static void serve(void)
{
    mach_msg_header_t message;
    mach_msg_option_t option = MACH_RCV_MSG;

    for (;;) {
        if (mach_msg(&message, option, sizeof message, sizeof message, served.set, MACH_MSG_TIMEOUT_NONE,
                     MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            (void)swtch_pri(0);
        message.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(message.msgh_bits), 0);
        message.msgh_local_port = MACH_PORT_NULL;
        message.msgh_id += 100;
        option = served.answer;
    }
}

/* A task that receives from a set in which there is one port. @returns a right to send to that. */
static mach_port_t server_make(mach_msg_option_t answer, mach_port_t *task)
{
    mach_port_t port, thread, send;
    mach_msg_type_name_t type;

    /* The names are known before the task has its copy of `served`. */
    must(task_create(SELF, FALSE, task) == KERN_SUCCESS, "task_create");
    must(mach_port_allocate(*task, MACH_PORT_RIGHT_PORT_SET, &served.set) == KERN_SUCCESS, "set");
    served.answer = answer;
    (void)task_terminate(*task);
    must(task_create(SELF, TRUE, task) == KERN_SUCCESS, "task_create");
    must(mach_port_allocate_name(*task, MACH_PORT_RIGHT_PORT_SET, served.set) == KERN_SUCCESS, "set");
    must(mach_port_allocate(*task, MACH_PORT_RIGHT_RECEIVE, &port) == KERN_SUCCESS, "port");
    must(mach_port_move_member(*task, port, served.set) == KERN_SUCCESS, "member");
    must(mach_port_extract_right(*task, port, MACH_MSG_TYPE_MAKE_SEND, &send, &type) == KERN_SUCCESS, "right");
    must(thread_create(*task, &thread) == KERN_SUCCESS, "thread_create");
    must(thread_setup(thread, (vm_address_t)serve, (vm_address_t)(stack + STACK_BYTES), 0) == KERN_SUCCESS,
         "thread_setup");
    must(thread_resume(thread) == KERN_SUCCESS, "thread_resume");
    return send;
}

static mach_msg_header_t message;

static void prepare(mach_port_t port, mach_port_t reply)
{
    message = (mach_msg_header_t){
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
        .msgh_size = sizeof message,
        .msgh_remote_port = port,
        .msgh_local_port = reply,
        .msgh_id = 1,
    };
}

static mach_msg_return_t call(mach_msg_option_t option, mach_port_t reply)
{
    return mach_msg(&message, option, sizeof message, sizeof message, reply, MACH_MSG_TIMEOUT_NONE,
                    MACH_PORT_NULL);
}

static void measure_rpc(void)
{
    mach_port_t reply = port_make(), task, port = server_make(RPC, &task);
    mach_msg_return_t result;

    OPERATION(NULL_RPC, "null-rpc", "null RPC of 24 bytes, there and back", prepare(port, reply),
              result = call(RPC, reply), must(result == MACH_MSG_SUCCESS && message.msgh_id == 101, "call"));
    (void)task_terminate(task);
    port = server_make(SLOWLY, &task);
    OPERATION(SLOW_RPC, "slow-rpc", "null RPC by the slow path, there and back", prepare(port, reply),
              result = call(SLOWLY, reply), must(result == MACH_MSG_SUCCESS && message.msgh_id == 101, "call"));
    (void)task_terminate(task);
}

/* Of a redirected call: t1 is where the program goes on. */
extern void redirected(void);
__asm__(".section .text\n\t.align 2\n\t.globl redirected\n\t.type redirected, @function\nredirected:\n\t"
        ".set noreorder\n\tjr $9\n\tnop\n\t.set reorder\n\t.size redirected, . - redirected");

static void redirect(void)
{
    __asm__ volatile("li $2, %0\n\tsyscall" : : "i"(CALL_NUMBER)
                     : "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13",
                       "$14", "$15", "$24", "$25", "memory");
}

void measure_messages(void)
{
    measure_rpc();
    must(task_set_emulation(SELF, (vm_address_t)redirected, CALL_NUMBER) == KERN_SUCCESS, "emulation");
    OPERATION(REDIRECTION, "redirection", "system call, redirected to a library", (void)0, redirect(), (void)0);
}
