/* What the tests share: threads, ports, small messages, and how a test fails. */
#include "harness.h"

#define STACK_BYTES 16384u
#define THREADS 24

union any_message received;

static char stacks[THREADS][STACK_BYTES] __attribute__((aligned(16384)));
static int threads;
static mach_port_t first_slot;

/* The lowest word of a thread's stack is its reply port. */
static mach_port_t *slot(void)
{
    register uintptr_t sp __asm__("sp");

    if (sp < (uintptr_t)stacks || sp >= (uintptr_t)(stacks + THREADS))
        return &first_slot;
    return (mach_port_t *)(sp & ~(uintptr_t)(STACK_BYTES - 1));
}

struct beginning {
    void (*function)(void *);
    void *argument;
};

static void begin(struct beginning *beginning)
{
    beginning->function(beginning->argument);
    thread_end();
}

mach_port_t thread_begin(void (*function)(void *), void *argument)
{
    char *stack = stacks[threads];
    struct beginning *beginning = (struct beginning *)(stack + STACK_BYTES) - 1;
    mach_port_t thread;

    mig_reply_slot = slot;
    if (threads == THREADS || thread_create(mach_task_self(), &thread) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    threads++;
    *(mach_port_t *)stack = MACH_PORT_NULL;
    *beginning = (struct beginning){function, argument};
    if (thread_setup(thread, (vm_address_t)begin, (vm_address_t)beginning & ~7u,
                     (vm_address_t)beginning) != KERN_SUCCESS ||
        thread_resume(thread) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return thread;
}

void thread_end(void)
{
    for (;;)
        (void)thread_terminate(mach_thread_self());
}

void threads_reuse(void)
{
    threads = 0;
}

mach_port_t port_make(void)
{
    mach_port_t port;

    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return port;
}

mach_port_t send_make(mach_port_t receive)
{
    if (mach_port_insert_right(mach_task_self(), receive, receive, MACH_MSG_TYPE_MAKE_SEND) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return receive;
}

mach_msg_return_t poke(mach_port_t port, mach_msg_id_t id)
{
    mach_msg_header_t message = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0),
        .msgh_remote_port = port,
        .msgh_id = id,
    };

    return mach_msg(&message, MACH_SEND_MSG | MACH_SEND_TIMEOUT, sizeof message, 0, MACH_PORT_NULL, 0,
                    MACH_PORT_NULL);
}

mach_msg_id_t next_message(mach_port_t port, unsigned milliseconds)
{
    if (mach_msg(&received.head, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof received, port, milliseconds,
                 MACH_PORT_NULL) != MACH_MSG_SUCCESS)
        return -1;
    return received.head.msgh_id;
}
