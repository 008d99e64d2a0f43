/* What threads tell of themselves, and what can be set (of Mach 3.0's kern/thread.c). */
#include <kern/host.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mips/pcb.h>
#include <mips/spl.h>

/* A thread whose registers may be touched: it is stopped for that. */
static kern_return_t stopped(thread_t thread)
{
    kern_return_t result;

    thread_hold(thread);
    result = thread_dowait(thread, FALSE);
    if (result != KERN_SUCCESS)
        thread_release(thread);
    return result;
}

kern_return_t thread_get_state(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t *count)
{
    kern_return_t result;

    if (thread == THREAD_NULL || thread == current_thread())
        return KERN_INVALID_ARGUMENT;
    if ((result = stopped(thread)) != KERN_SUCCESS)
        return result;
    result = thread_getstatus(thread, flavor, state, count);
    thread_release(thread);
    return result;
}

kern_return_t thread_set_state(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t count)
{
    kern_return_t result;

    if (thread == THREAD_NULL || thread == current_thread())
        return KERN_INVALID_ARGUMENT;
    if ((result = stopped(thread)) != KERN_SUCCESS)
        return result;
    result = thread_setstatus(thread, flavor, state, count);
    thread_release(thread);
    return result;
}

static int run_state(int state)
{
    if (state & TH_HALTED)
        return TH_STATE_HALTED;
    if (state & TH_RUN)
        return TH_STATE_RUNNING;
    if (state & TH_UNINT)
        return TH_STATE_UNINTERRUPTIBLE;
    if (state & TH_SUSP)
        return TH_STATE_STOPPED;
    return TH_STATE_WAITING;
}

static void basic_info(thread_t thread, thread_basic_info_t info)
{
    spl_t s = splsched();

    if (thread->sched_stamp != sched_tick && thread->runq == RUN_QUEUE_NULL)
        update_priority(thread);
    thread_read_times(thread, &info->user_time, &info->system_time);
    info->cpu_usage = (int)(thread->cpu_usage / (TIMER_RATE / TH_USAGE_SCALE)) * 3 / 5;
    info->base_priority = thread->priority;
    info->cur_priority = thread->sched_pri;
    info->run_state = run_state(thread->state);
    info->flags = ((thread->state & TH_SWAPPED) ? TH_FLAGS_SWAPPED : 0) |
                  ((thread->state & TH_IDLE) ? TH_FLAGS_IDLE : 0);
    info->suspend_count = thread->user_stop_count;
    info->sleep_time = 0;
    splx(s);
}

static void sched_info(thread_t thread, thread_sched_info_t info)
{
    info->policy = thread->policy;
    info->data = thread->policy == POLICY_FIXEDPRI ? thread->sched_data * tick / 1000 : 0;
    info->base_priority = thread->priority;
    info->max_priority = thread->max_priority;
    info->cur_priority = thread->sched_pri;
    info->depressed = thread->depress_priority >= 0;
    info->depress_priority = thread->depress_priority;
}

kern_return_t thread_info(thread_t thread, int flavor, thread_info_t info, mach_msg_type_number_t *count)
{
    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    switch (flavor) {
    case THREAD_BASIC_INFO:
        if (*count < THREAD_BASIC_INFO_COUNT)
            return KERN_INVALID_ARGUMENT;
        basic_info(thread, (thread_basic_info_t)info);
        *count = THREAD_BASIC_INFO_COUNT;
        return KERN_SUCCESS;
    case THREAD_SCHED_INFO:
        if (*count < THREAD_SCHED_INFO_COUNT)
            return KERN_INVALID_ARGUMENT;
        sched_info(thread, (thread_sched_info_t)info);
        *count = THREAD_SCHED_INFO_COUNT;
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t thread_priority(thread_t thread, int priority, boolean_t set_max)
{
    kern_return_t result = KERN_SUCCESS;
    spl_t s;

    if (thread == THREAD_NULL || invalid_pri(priority))
        return KERN_INVALID_ARGUMENT;
    s = splsched();
    if (priority < thread->max_priority) {
        result = KERN_FAILURE;
    } else {
        if (thread->depress_priority >= 0)
            thread->depress_priority = priority;
        else
            thread->priority = priority;
        compute_priority(thread, TRUE);
        if (set_max)
            thread->max_priority = priority;
    }
    splx(s);
    return result;
}

kern_return_t thread_set_own_priority(int priority)
{
    thread_t thread = current_thread();
    spl_t s = splsched();

    thread->priority = priority;
    if (priority < thread->max_priority)
        thread->max_priority = priority;
    compute_priority(thread, TRUE);
    splx(s);
    return KERN_SUCCESS;
}

kern_return_t thread_max_priority(thread_t thread, processor_set_t pset, int max_priority)
{
    spl_t s;

    if (thread == THREAD_NULL || pset == PROCESSOR_SET_NULL || invalid_pri(max_priority))
        return KERN_INVALID_ARGUMENT;
    s = splsched();
    thread->max_priority = max_priority;
    if (max_priority > thread->priority) {
        thread->priority = max_priority;
        compute_priority(thread, TRUE);
    }
    splx(s);
    return KERN_SUCCESS;
}

kern_return_t thread_policy(thread_t thread, int policy, int data)
{
    spl_t s;

    if (thread == THREAD_NULL || invalid_policy(policy))
        return KERN_INVALID_ARGUMENT;
    s = splsched();
    thread->policy = policy;
    if (policy == POLICY_FIXEDPRI) {
        thread->sched_data = data * 1000 / tick > 0 ? data * 1000 / tick : 1;
        if (thread->depress_priority < 0)
            set_pri(thread, thread->priority, TRUE);
    } else {
        thread->sched_data = min_quantum;
        compute_priority(thread, TRUE);
    }
    splx(s);
    return KERN_SUCCESS;
}

/* One processor set: nobody changes it. */
kern_return_t thread_assign(thread_t thread, processor_set_t pset)
{
    (void)thread;
    (void)pset;
    return KERN_FAILURE;
}

kern_return_t thread_assign_default(thread_t thread)
{
    return thread_assign(thread, &default_pset);
}

kern_return_t thread_get_assignment(thread_t thread, processor_set_t *pset)
{
    *pset = thread->processor_set;
    pset_reference(*pset);
    return KERN_SUCCESS;
}

kern_return_t thread_wire(host_t host, thread_t thread, boolean_t wired)
{
    if (host == HOST_NULL || thread != current_thread())
        return KERN_INVALID_ARGUMENT;
    thread->vm_privilege = wired;
    if (wired)
        stack_privilege(thread);
    else
        thread->stack_privilege = 0;
    return KERN_SUCCESS;
}
