/* Tasks (Mach 3.0's kern/task.h): an address space, a space of port names, and threads. */
#ifndef KERN_TASK_H
#define KERN_TASK_H

#include <kern/kern_types.h>
#include <kern/lock.h>
#include <kern/queue.h>
#include <mach/message.h>
#include <mach/task_info.h>
#include <mach/task_special_ports.h>
#include <mach/time_value.h>

struct ipc_port;
struct ipc_space;
struct vm_map;
struct eml_dispatch;

#define TASK_RAS_MAX 4 /* restartable sequences of a task */

struct task {
    int ref_count;
    boolean_t active;

    struct vm_map *map;
    queue_chain_t pset_tasks;
    int suspend_count; /* holds by the kernel and by users */

    queue_head_t thread_list;
    int thread_count;
    processor_set_t processor_set;
    boolean_t may_assign;
    boolean_t assign_active;

    int user_stop_count;
    int priority; /* of threads to be created */

    time_value_t total_user_time; /* of threads that are no more */
    time_value_t total_system_time;

    /* ---- IPC ---- */
    struct ipc_port *itk_self;      /* no right */
    struct ipc_port *itk_sself;     /* send rights: */
    struct ipc_port *itk_exception;
    struct ipc_port *itk_bootstrap;
    struct ipc_port *itk_registered[TASK_PORT_REGISTER_MAX];
    struct ipc_space *itk_space;

    struct eml_dispatch *eml_dispatch; /* system calls that the task emulates; 0: none */

    struct task_ras { /* sequences that begin again when they are interrupted; [n].base 0: end */
        vm_offset_t base, end;
    } fast_tas[TASK_RAS_MAX];
};

extern task_t kernel_task;
extern task_t first_task; /* the bootstrap's */

#define task_lock(task) ((void)0)
#define task_unlock(task) ((void)0)
#define itk_lock_init(task) ((void)0)
#define itk_lock(task) ((void)0)
#define itk_unlock(task) ((void)0)

/* ---- the services ---- */
kern_return_t task_create(task_t parent, boolean_t inherit_memory, task_t *child);
kern_return_t task_terminate(task_t task);
kern_return_t task_suspend(task_t task);
kern_return_t task_resume(task_t task);
kern_return_t task_threads(task_t task, thread_array_t *list, mach_msg_type_number_t *count);
kern_return_t task_info(task_t task, int flavor, task_info_t info, mach_msg_type_number_t *count);
kern_return_t task_priority(task_t task, int priority, boolean_t change_threads);
kern_return_t task_assign(task_t task, processor_set_t pset, boolean_t assign_threads);
kern_return_t task_assign_default(task_t task, boolean_t assign_threads);
kern_return_t task_get_assignment(task_t task, processor_set_t *pset);
kern_return_t task_ras_control(task_t task, vm_offset_t base, vm_offset_t end);

/* ---- inside the kernel ---- */
void task_init(void);
void task_reference(task_t task);
void task_deallocate(task_t task);
kern_return_t task_hold(task_t task);
kern_return_t task_dowait(task_t task, boolean_t must_halt);
kern_return_t task_release(task_t task);
void consider_task_collect(void);
/* The pc, if it is within one of the task's sequences: where that begins. */
vm_offset_t ras_restart(task_t task, vm_offset_t pc);

#endif
