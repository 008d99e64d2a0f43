/* Threads: how they are made, and how they end (Mach 3.0's kern/thread.c). */
#include <kern/thread.h>

#include <ipc/ipc_tt.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/syscall_subr.h>
#include <kern/task.h>
#include <kern/zalloc.h>
#include <mach/vm_param.h>
#include <mips/pcb.h>
#include <mips/spl.h>

#define THREADS_MAX 1024

static zone_t thread_zone;
static struct thread thread_template;
thread_t active_threads[NCPUS];

void thread_init(void)
{
    struct thread *t = &thread_template;

    thread_zone = zinit(sizeof(struct thread), THREADS_MAX * sizeof(struct thread), PAGE_SIZE, FALSE,
                        "threads");
    zchange(thread_zone, FALSE, FALSE, TRUE, FALSE);
    t->runq = RUN_QUEUE_NULL;
    t->ref_count = 2; /* the caller's of thread_create, and that it is alive */
    t->swap_func = thread_bootstrap_return;
    t->wait_result = THREAD_AWAKENED;
    t->state = TH_SUSP | TH_SWAPPED;
    t->policy = POLICY_TIMESHARE;
    t->depress_priority = -1;
    t->user_stop_count = 1;
    t->active = TRUE;
    t->sched_data = min_quantum;
    t->processor_set = &default_pset;
    t->last_processor = current_processor();
    pcb_module_init();
}

kern_return_t thread_create(task_t parent, thread_t *child)
{
    thread_t thread;

    if (parent == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    thread = (thread_t)zalloc(thread_zone);
    if (thread == THREAD_NULL)
        return KERN_RESOURCE_SHORTAGE;
    *thread = thread_template;
    thread_timeout_setup(thread);
    thread->depress_timer.fcn = thread_depress_timeout;
    thread->depress_timer.param = thread;
    thread->task = parent;
    thread->vm_privilege = parent == first_task; /* who frees memory by ending other tasks */
    pcb_init(thread);
    ipc_thread_init(thread);

    pset_reference(&default_pset);
    thread->priority = parent->priority;
    thread->max_priority = default_pset.max_priority;
    if (thread->max_priority > thread->priority)
        thread->max_priority = thread->priority;
    thread->sched_stamp = sched_tick;
    thread->suspend_count = parent->suspend_count + 1;
    compute_priority(thread, FALSE);
    if (!parent->active) {
        ipc_thread_terminate(thread);
        pset_deallocate(&default_pset);
        pcb_terminate(thread);
        zfree(thread_zone, (vm_offset_t)thread);
        return KERN_FAILURE;
    }
    pset_add_thread(&default_pset, thread);
    task_reference(parent);
    queue_enter(&parent->thread_list, thread, thread_t, thread_list);
    parent->thread_count++;
    ipc_thread_enable(thread);
    *child = thread;
    return KERN_SUCCESS;
}

void thread_reference(thread_t thread)
{
    if (thread != THREAD_NULL)
        thread->ref_count++;
}

/* Nobody knows it any more. */
static void thread_destroy(thread_t thread)
{
    task_t task = thread->task;
    time_value_t user, system;

    if (thread == current_thread())
        panic("thread_deallocate: thread %x runs", (unsigned)(vm_offset_t)thread);
    reset_timeout_check(&thread->timer);
    reset_timeout_check(&thread->depress_timer);
    thread_read_times(thread, &user, &system);
    time_value_add(&task->total_user_time, &user);
    time_value_add(&task->total_system_time, &system);
    task->thread_count--;
    queue_remove(&task->thread_list, thread, thread_t, thread_list);
    pset_remove_thread(&default_pset, thread);
    pset_deallocate(&default_pset);
    if (thread->kernel_stack != 0)
        stack_free(thread);
    pcb_terminate(thread);
    zfree(thread_zone, (vm_offset_t)thread);
    task_deallocate(task);
}

void thread_deallocate(thread_t thread)
{
    if (thread != THREAD_NULL && --thread->ref_count == 0)
        thread_destroy(thread);
}

void thread_start(thread_t thread, continuation_t start)
{
    thread->swap_func = start;
}

thread_t kernel_thread(task_t task, continuation_t start, void *argument)
{
    thread_t thread;

    if (thread_create(task, &thread) != KERN_SUCCESS)
        panic("kernel_thread");
    thread_deallocate(thread); /* it stays as long as it is alive */
    thread_start(thread, start);
    thread->saved.other[0] = argument;
    thread->max_priority = BASEPRI_SYSTEM;
    thread->priority = BASEPRI_SYSTEM;
    thread->sched_pri = BASEPRI_SYSTEM;
    thread_doswapin(thread); /* its stack is made now, before memory is short */
    (void)thread_resume(thread);
    return thread;
}
