/* Threads and tasks: begun, stopped, looked at, ended. */
#include "harness.h"

#define SELF mach_task_self()

static volatile int counter;

static void count(void *unused)
{
    (void)unused;
    for (;;) {
        counter++;
        swtch_pri(0);
    }
}

static void suspend(void)
{
    mach_port_t thread;
    int before;

    counter = 0;
    CHECK((thread = thread_begin(count, 0)) != MACH_PORT_NULL);
    for (int i = 0; i < 50 && counter == 0; i++)
        swtch_pri(0);
    CHECK(counter > 0);
    OK(thread_suspend(thread));
    before = counter;
    for (int i = 0; i < 10; i++)
        swtch_pri(0);
    CHECK_IS(counter, before);
    OK(thread_resume(thread));
    CHECK_IS(thread_resume(thread), KERN_FAILURE);
    for (int i = 0; i < 50 && counter == before; i++)
        swtch_pri(0);
    CHECK(counter > before);
    OK(thread_terminate(thread));
    before = counter;
    for (int i = 0; i < 10; i++)
        swtch_pri(0);
    CHECK_IS(counter, before);
    CHECK(thread_suspend(thread) != KERN_SUCCESS);
    OK(mach_port_deallocate(SELF, thread));
}

/* A loop that never asks the kernel for anything: the clock takes the processor away from it. */
static void spin(void *unused)
{
    (void)unused;
    for (;;)
        counter++;
}

static void preempted(void)
{
    mach_port_t thread, port = port_make();

    counter = 0;
    CHECK((thread = thread_begin(spin, 0)) != MACH_PORT_NULL);
    CHECK_IS(next_message(port, 50), -1); /* it runs meanwhile, and this comes back */
    CHECK(counter > 0);
    OK(thread_terminate(thread));
    OK(mach_port_deallocate(SELF, thread));
    OK(mach_port_destroy(SELF, port));
}

static void state(void)
{
    mach_port_t thread;
    struct mips_thread_state s, t;
    mach_msg_type_number_t words = MIPS_THREAD_STATE_COUNT;

    OK(thread_create(SELF, &thread));
    s = (struct mips_thread_state){.r1 = 1, .r2 = 2, .r16 = 16, .r31 = 31, .mdlo = 32, .mdhi = 33, .pc = 0x400000};
    OK(thread_set_state(thread, MIPS_THREAD_STATE, (thread_state_t)&s, words));
    OK(thread_get_state(thread, MIPS_THREAD_STATE, (thread_state_t)&t, &words));
    CHECK_IS(words, MIPS_THREAD_STATE_COUNT);
    CHECK_IS(t.r1, 1);
    CHECK_IS(t.r16, 16);
    CHECK_IS(t.r31, 31);
    CHECK_IS(t.mdlo, 32);
    CHECK_IS(t.mdhi, 33);
    CHECK_IS(t.pc, 0x400000);
    words = 3;
    CHECK(thread_get_state(thread, MIPS_THREAD_STATE, (thread_state_t)&t, &words) != KERN_SUCCESS);
    CHECK(thread_set_state(thread, 77, (thread_state_t)&s, 3) != KERN_SUCCESS);
    OK(thread_terminate(thread));
    OK(mach_port_deallocate(SELF, thread));
}

static mach_msg_return_t waited;

static void wait_with_interrupt(void *port)
{
    mach_msg_header_t message;

    waited = mach_msg(&message, MACH_RCV_MSG | MACH_RCV_INTERRUPT, 0, sizeof message, (mach_port_t)port,
                      MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}

static void abort_receive(void)
{
    mach_port_t port = port_make(), thread;

    waited = 0;
    CHECK((thread = thread_begin(wait_with_interrupt, (void *)port)) != MACH_PORT_NULL);
    for (int i = 0; i < 10; i++)
        swtch_pri(0);
    OK(thread_abort(thread));
    for (int i = 0; i < 10 && waited == 0; i++)
        swtch_pri(0);
    CHECK_IS(waited, MACH_RCV_INTERRUPTED);
    OK(mach_port_destroy(SELF, port));
    OK(mach_port_deallocate(SELF, thread));
}

static void info(void)
{
    struct thread_basic_info basic;
    struct task_basic_info task;
    mach_msg_type_number_t words = THREAD_BASIC_INFO_COUNT;

    OK(thread_info(mach_thread_self(), THREAD_BASIC_INFO, (thread_info_t)&basic, &words));
    CHECK_IS(basic.run_state, TH_STATE_RUNNING);
    words = TASK_BASIC_INFO_COUNT;
    OK(task_info(SELF, TASK_BASIC_INFO, (task_info_t)&task, &words));
    CHECK(task.virtual_size > 0);
    CHECK_IS(task.suspend_count, 0);
}

static void threads_of_task(void)
{
    mach_port_t task, one, two;
    thread_array_t threads;
    mach_msg_type_number_t many;

    OK(task_create(SELF, FALSE, &task));
    OK(thread_create(task, &one));
    OK(thread_create(task, &two));
    OK(task_threads(task, &threads, &many));
    CHECK_IS(many, 2);
    CHECK((threads[0] == one && threads[1] == two) || (threads[0] == two && threads[1] == one));
    OK(vm_deallocate(SELF, (vm_address_t)threads, many * sizeof *threads));
    OK(task_suspend(task));
    OK(task_resume(task));
    CHECK_IS(task_resume(task), KERN_FAILURE);
    OK(task_terminate(task));
    CHECK(task_terminate(task) != KERN_SUCCESS);
    CHECK(thread_resume(one) != KERN_SUCCESS);
    OK(mach_port_deallocate(SELF, task));
}

/* A task that is a copy of this one, and says so through a port of which it has a send right. */
static void child_says(void *port)
{
    mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0),
                                 .msgh_remote_port = (mach_port_t)port, .msgh_id = 4711};

    mach_init();
    (void)mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    (void)task_terminate(mach_task_self());
    for (;;)
        ;
}

static void child(void)
{
    static char stack[8192] __attribute__((aligned(8)));
    mach_port_t task, thread, port = send_make(port_make()), notify = port_make(), previous;

    OK(task_create(SELF, TRUE, &task));
    OK(mach_port_insert_right(task, 0x4400, port, MACH_MSG_TYPE_COPY_SEND));
    OK(mach_port_request_notification(SELF, task, MACH_NOTIFY_DEAD_NAME, 0, notify,
                                      MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    OK(thread_create(task, &thread));
    OK(thread_setup(thread, (vm_address_t)child_says, (vm_address_t)(stack + sizeof stack), 0x4400));
    OK(thread_resume(thread));
    CHECK_IS(next_message(port, 2000), 4711);
    CHECK_IS(next_message(notify, 2000), MACH_NOTIFY_DEAD_NAME); /* it has ended */
    OK(mach_port_destroy(SELF, notify));
    OK(mach_port_destroy(SELF, port));
}

static void special_ports(void)
{
    mach_port_t task, port = send_make(port_make()), found;

    OK(task_create(SELF, FALSE, &task));
    OK(task_set_special_port(task, TASK_BOOTSTRAP_PORT, port));
    OK(task_get_special_port(task, TASK_BOOTSTRAP_PORT, &found));
    CHECK_IS(found, port);
    OK(mach_port_deallocate(SELF, found));
    CHECK(task_get_special_port(task, 99, &found) != KERN_SUCCESS);
    OK(task_terminate(task));
    OK(mach_port_deallocate(SELF, task));
    OK(mach_port_destroy(SELF, port));
}

const struct test thread_tests[] = {
    {"thread.state", state},
    {"thread.suspend", suspend},
    {"thread.preempted", preempted},
    {"thread.abort", abort_receive},
    {"thread.info", info},
    {NULL, NULL},
};
const struct test task_tests[] = {
    {"task.threads", threads_of_task},
    {"task.child", child},
    {"task.special-ports", special_ports},
    {NULL, NULL},
};
