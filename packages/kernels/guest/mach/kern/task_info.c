/* What tasks tell of themselves, and what can be set (of Mach 3.0's kern/task.c). */
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <vm/pmap.h>
#include <vm/vm_map.h>

static void basic_info(task_t task, task_basic_info_t info)
{
    info->suspend_count = task->user_stop_count;
    info->base_priority = task->priority;
    info->virtual_size = task->map->size;
    info->resident_size = ptoa(pmap_resident_count(task->map->pmap));
    info->user_time = task->total_user_time;
    info->system_time = task->total_system_time;
}

static void thread_times_info(task_t task, task_thread_times_info_t info)
{
    thread_t thread;

    bzero(info, sizeof *info);
    queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
        time_value_t user, system;

        thread_read_times(thread, &user, &system);
        time_value_add(&info->user_time, &user);
        time_value_add(&info->system_time, &system);
    }
}

kern_return_t task_info(task_t task, int flavor, task_info_t info, mach_msg_type_number_t *count)
{
    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    switch (flavor) {
    case TASK_BASIC_INFO:
        if (*count < TASK_BASIC_INFO_COUNT)
            return KERN_INVALID_ARGUMENT;
        basic_info(task, (task_basic_info_t)info);
        *count = TASK_BASIC_INFO_COUNT;
        return KERN_SUCCESS;
    case TASK_THREAD_TIMES_INFO:
        if (*count < TASK_THREAD_TIMES_INFO_COUNT)
            return KERN_INVALID_ARGUMENT;
        thread_times_info(task, (task_thread_times_info_t)info);
        *count = TASK_THREAD_TIMES_INFO_COUNT;
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
}

kern_return_t task_priority(task_t task, int priority, boolean_t change_threads)
{
    kern_return_t result = KERN_SUCCESS;
    thread_t thread;

    if (task == TASK_NULL || invalid_pri(priority))
        return KERN_INVALID_ARGUMENT;
    task->priority = priority;
    if (!change_threads)
        return KERN_SUCCESS;
    queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
        if (thread_priority(thread, priority, FALSE) != KERN_SUCCESS)
            result = KERN_FAILURE;
    }
    return result;
}

/* One processor set: nobody changes it. */
kern_return_t task_assign(task_t task, processor_set_t pset, boolean_t assign_threads)
{
    (void)task;
    (void)pset;
    (void)assign_threads;
    return KERN_FAILURE;
}

kern_return_t task_assign_default(task_t task, boolean_t assign_threads)
{
    return task_assign(task, &default_pset, assign_threads);
}

kern_return_t task_get_assignment(task_t task, processor_set_t *pset)
{
    if (task == TASK_NULL || !task->active)
        return KERN_FAILURE;
    *pset = task->processor_set;
    pset_reference(*pset);
    return KERN_SUCCESS;
}
