/* Tasks: how they are made, stopped and ended (Mach 3.0's kern/task.c). */
#include <kern/task.h>

#include <ipc/ipc_space.h>
#include <ipc/ipc_tt.h>
#include <kern/kalloc.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/syscall_emulation.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <mach/vm_param.h>
#include <vm/pmap.h>
#include <vm/vm_kern.h>
#include <vm/vm_map.h>

#define TASKS_MAX 512

task_t kernel_task;
static zone_t task_zone;

void task_init(void)
{
    task_zone = zinit(sizeof(struct task), TASKS_MAX * sizeof(struct task), PAGE_SIZE, FALSE, "tasks");
    zchange(task_zone, FALSE, FALSE, TRUE, FALSE);
    eml_init();
    if (task_create(TASK_NULL, FALSE, &kernel_task) != KERN_SUCCESS)
        panic("task_init");
    vm_map_deallocate(kernel_task->map); /* it has the kernel's own */
    kernel_task->map = kernel_map;
}

/* A task's memory: a copy of its parent's, by what entries are to be inherited as, or none. */
static vm_map_t task_map(task_t parent, boolean_t inherit_memory)
{
    if (inherit_memory)
        return vm_map_fork(parent->map);
    return vm_map_create(pmap_create(0), VM_MIN_ADDRESS, VM_MAX_ADDRESS, TRUE);
}

kern_return_t task_create(task_t parent, boolean_t inherit_memory, task_t *child)
{
    task_t task = (task_t)zalloc(task_zone);

    if (task == TASK_NULL)
        return KERN_RESOURCE_SHORTAGE;
    task->map = task_map(parent, inherit_memory);
    if (task->map == VM_MAP_NULL) {
        zfree(task_zone, (vm_offset_t)task);
        return KERN_RESOURCE_SHORTAGE;
    }
    task->ref_count = 2; /* the caller's, and that it is alive */
    task->active = TRUE;
    task->suspend_count = 0;
    task->user_stop_count = 0;
    queue_init(&task->thread_list);
    task->thread_count = 0;
    task->may_assign = TRUE;
    task->assign_active = FALSE;
    task->priority = parent == TASK_NULL ? BASEPRI_SYSTEM : parent->priority;
    task->total_user_time.seconds = task->total_user_time.microseconds = 0;
    task->total_system_time.seconds = task->total_system_time.microseconds = 0;
    eml_task_reference(task, parent);
    if (inherit_memory)
        bcopy(parent->fast_tas, task->fast_tas, sizeof task->fast_tas);
    else
        bzero(task->fast_tas, sizeof task->fast_tas);
    ipc_task_init(task, parent);
    pset_reference(&default_pset);
    pset_add_task(&default_pset, task);
    ipc_task_enable(task);
    *child = task;
    return KERN_SUCCESS;
}

void task_reference(task_t task)
{
    if (task != TASK_NULL)
        task->ref_count++;
}

void task_deallocate(task_t task)
{
    if (task == TASK_NULL || --task->ref_count != 0)
        return;
    eml_task_deallocate(task);
    pset_remove_task(&default_pset, task);
    pset_deallocate(&default_pset);
    vm_map_deallocate(task->map);
    is_release(task->itk_space);
    zfree(task_zone, (vm_offset_t)task);
}

/* Threads but the running one: each is ended, and another may end meanwhile, or be made no more. */
static void terminate_threads(task_t task)
{
    thread_t self = current_thread(), thread;
    boolean_t found;

    do {
        found = FALSE;
        queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
            if (thread == self || !thread->active)
                continue;
            found = TRUE;
            thread_reference(thread);
            (void)thread_force_terminate(thread);
            thread_deallocate(thread);
            break;
        }
    } while (found);
}

kern_return_t task_terminate(task_t task)
{
    thread_t self = current_thread();

    if (task == TASK_NULL || task == kernel_task)
        return KERN_INVALID_ARGUMENT;
    if (!task->active || (task != self->task && thread_should_halt(self)))
        return KERN_FAILURE;
    task->active = FALSE; /* thread_create fails from now on */
    ipc_task_disable(task);
    terminate_threads(task);
    ipc_task_terminate(task);
    task_deallocate(task);
    if (task == self->task)
        (void)thread_terminate(self);
    return KERN_SUCCESS;
}

kern_return_t task_hold(task_t task)
{
    thread_t self = current_thread(), thread;

    if (!task->active)
        return KERN_FAILURE;
    task->suspend_count++;
    queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
        if (thread != self)
            thread_hold(thread);
    }
    return KERN_SUCCESS;
}

/* Until all of its threads, which are held, have stopped. The one that is waited for stays in the list
 * by a reference, and so do its neighbours. */
kern_return_t task_dowait(task_t task, boolean_t must_halt)
{
    thread_t self = current_thread(), thread, before = THREAD_NULL;
    kern_return_t result = KERN_SUCCESS;

    queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
        if (thread == self)
            continue;
        thread_reference(thread);
        thread_deallocate(before);
        before = thread;
        result = thread_dowait(thread, must_halt);
        if (result != KERN_SUCCESS)
            break;
    }
    thread_deallocate(before);
    return result;
}

kern_return_t task_release(task_t task)
{
    thread_t thread, next;

    if (!task->active)
        return KERN_FAILURE;
    task->suspend_count--;
    for (thread = (thread_t)queue_first(&task->thread_list);
         !queue_end(&task->thread_list, (queue_entry_t)thread); thread = next) {
        next = (thread_t)queue_next(&thread->thread_list);
        thread_release(thread);
    }
    return KERN_SUCCESS;
}

kern_return_t task_suspend(task_t task)
{
    thread_t self = current_thread();
    kern_return_t result;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    if (!task->active)
        return KERN_FAILURE;
    if (task->user_stop_count++ > 0)
        return KERN_SUCCESS;
    result = task_hold(task);
    if (result == KERN_SUCCESS)
        result = task_dowait(task, FALSE);
    if (task == self->task) {
        thread_hold(self);
        ast_on(cpu_number(), AST_BLOCK);
    }
    return result;
}

kern_return_t task_resume(task_t task)
{
    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    if (!task->active || task->user_stop_count == 0)
        return KERN_FAILURE;
    if (--task->user_stop_count > 0)
        return KERN_SUCCESS;
    return task_release(task);
}

/* The threads with a reference each, which become send rights. */
kern_return_t task_threads(task_t task, thread_array_t *list, mach_msg_type_number_t *count)
{
    vm_size_t size;
    thread_array_t threads = NULL;
    thread_t thread;
    int n = 0;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    if (!task->active)
        return KERN_FAILURE;
    size = task->thread_count * sizeof(thread_t);
    if (size != 0 && (threads = (thread_array_t)kalloc(size)) == NULL)
        return KERN_RESOURCE_SHORTAGE;
    queue_iterate(&task->thread_list, thread, thread_t, thread_list) {
        thread_reference(thread);
        threads[n++] = (thread_t)convert_thread_to_port(thread);
    }
    *list = threads;
    *count = n;
    return KERN_SUCCESS;
}
