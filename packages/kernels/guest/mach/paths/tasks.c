/* Tasks and threads are made; a thread gives way to another. */
#include <test/harness.h>

#include "operation.h"

#define SELF mach_task_self()

static mach_port_t parent, task, thread;

static void parent_make(void)
{
    vm_address_t page = 0;

    must(task_create(SELF, FALSE, &parent) == KERN_SUCCESS, "task_create");
    must(vm_allocate(parent, &page, PAGE_SIZE, TRUE) == KERN_SUCCESS, "vm_allocate");
}

static void task_drop(void)
{
    (void)task_terminate(task);
    (void)mach_port_deallocate(SELF, task);
}

static void thread_drop(void)
{
    (void)thread_terminate(thread);
    (void)mach_port_deallocate(SELF, thread);
}

static void give_way(void *unused)
{
    (void)unused;
    for (;;)
        (void)swtch_pri(0);
}

void measure_tasks(void)
{
    mach_port_t other;

    parent_make();
    OPERATION(TASK_CREATE, "task-create-call", "task_create called, from a task of one page", (void)0,
              must(task_create(parent, TRUE, &task) == KERN_SUCCESS, "task_create"), task_drop());
    OPERATION(THREAD_CREATE, "thread-create-call", "thread_create by message", (void)0,
              must(thread_create(parent, &thread) == KERN_SUCCESS, "thread_create"), thread_drop());
    must((other = thread_begin(give_way, 0)) != MACH_PORT_NULL, "thread");
    OPERATION(BLOCK_SWITCH, "swtch", "swtch_pri to another thread, and back", (void)0, (void)swtch_pri(0), (void)0);
    (void)thread_terminate(other);
}
