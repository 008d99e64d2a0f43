/* What goes wrong in a thread comes as a message, and what the answer says is done. */
#include <mach/exc_server.h>
#include <mach/exception.h>

#include "harness.h"

#define SELF mach_task_self()
#define ILLEGAL 0x0000003f /* no instruction */

static struct {
    int exception, code, subcode;
    mach_port_t thread;
    kern_return_t answer;
    int count;
} caught;

static mach_port_t handler_port;

kern_return_t catch_exception_raise(mach_port_t port, mach_port_t thread, mach_port_t task, int exception,
                                    int code, int subcode)
{
    struct mips_thread_state s;
    mach_msg_type_number_t words = MIPS_THREAD_STATE_COUNT;

    (void)port, (void)task;
    caught.exception = exception;
    caught.code = code;
    caught.subcode = subcode;
    caught.thread = thread;
    caught.count++;
    /* Past the instruction. */
    if (thread_get_state(thread, MIPS_THREAD_STATE, (thread_state_t)&s, &words) == KERN_SUCCESS) {
        s.pc += 4;
        (void)thread_set_state(thread, MIPS_THREAD_STATE, (thread_state_t)&s, words);
    }
    return caught.answer;
}

static void handle(void *unused)
{
    (void)unused;
    (void)mach_msg_server(exc_server, 256, handler_port);
}

/* A thread whose instruction fails; it goes on behind it. */
static volatile int went_on;

static void illegal(void *unused)
{
    (void)unused;
    __asm__ volatile(".word %0" ::"i"(ILLEGAL));
    went_on = 1;
}

static void bad_address(void *address)
{
    __asm__ volatile("lw $0, 0(%0)\n\tnop" ::"r"(address));
    went_on = 1;
}

static void overflow(void *unused)
{
    (void)unused;
    __asm__ volatile("lui $8, 0x7fff\n\tori $8, $8, 0xffff\n\tadd $8, $8, $8" ::: "$8");
    went_on = 1;
}

static void breakpoint(void *unused)
{
    (void)unused;
    __asm__ volatile("break");
    went_on = 1;
}

static boolean_t raise(void (*how)(void *), void *argument)
{
    mach_port_t thread;

    went_on = 0;
    caught.exception = 0;
    if ((thread = thread_begin(how, argument)) == MACH_PORT_NULL)
        return FALSE;
    for (int i = 0; i < 100 && !went_on; i++)
        swtch_pri(0);
    return went_on;
}

static void kinds(void)
{
    mach_port_t previous;

    handler_port = send_make(port_make());
    OK(task_get_special_port(SELF, TASK_EXCEPTION_PORT, &previous));
    OK(task_set_special_port(SELF, TASK_EXCEPTION_PORT, handler_port));
    CHECK(thread_begin(handle, 0) != MACH_PORT_NULL);
    caught.answer = KERN_SUCCESS;
    CHECK(raise(illegal, 0));
    CHECK_IS(caught.exception, EXC_BAD_INSTRUCTION);
    CHECK(raise(bad_address, (void *)0x200));
    CHECK_IS(caught.exception, EXC_BAD_ACCESS);
    CHECK_IS(caught.code, KERN_INVALID_ADDRESS);
    CHECK_IS(caught.subcode, 0x200);
    CHECK(raise(bad_address, (void *)0x80030000));
    CHECK_IS(caught.exception, EXC_BAD_ACCESS);
    CHECK(raise(overflow, 0));
    CHECK_IS(caught.exception, EXC_ARITHMETIC);
    CHECK(raise(breakpoint, 0));
    CHECK_IS(caught.exception, EXC_BREAKPOINT);
    OK(task_set_special_port(SELF, TASK_EXCEPTION_PORT, previous));
    OK(mach_port_destroy(SELF, handler_port));
}

/* Nobody wants it: the task ends. */
static void unhandled(void)
{
    static char stack[8192] __attribute__((aligned(8)));
    mach_port_t task, thread, notify = port_make(), previous;

    OK(task_create(SELF, TRUE, &task));
    OK(mach_port_request_notification(SELF, task, MACH_NOTIFY_DEAD_NAME, 0, notify,
                                      MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    OK(task_set_special_port(task, TASK_EXCEPTION_PORT, MACH_PORT_NULL));
    OK(thread_create(task, &thread));
    OK(thread_setup(thread, (vm_address_t)illegal, (vm_address_t)(stack + sizeof stack), 0));
    OK(thread_resume(thread));
    CHECK_IS(next_message(notify, 2000), MACH_NOTIFY_DEAD_NAME);
    OK(mach_port_destroy(SELF, notify));
}

const struct test exception_tests[] = {
    {"exception.kinds", kinds},
    {"exception.unhandled", unhandled},
    {NULL, NULL},
};
