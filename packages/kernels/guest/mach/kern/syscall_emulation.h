/*
 * System calls that a task has itself emulated (Mach 3.0's kern/syscall_emulation.h): its dispatch vector
 * has for each number the address in the task to which the kernel sends the thread. Tasks inherit it.
 */
#ifndef KERN_SYSCALL_EMULATION_H
#define KERN_SYSCALL_EMULATION_H

#include <kern/kern_types.h>
#include <mach/message.h>

typedef vm_offset_t eml_routine_t;

struct eml_dispatch {
    int ref_count;
    int disp_count; /* entries */
    int disp_min;   /* number of the first */
    eml_routine_t disp_vector[1];
};
typedef struct eml_dispatch *eml_dispatch_t;
#define EML_DISPATCH_NULL ((eml_dispatch_t)0)
#define EML_ROUTINE_NULL ((eml_routine_t)0)
#define EML_MAX 1024 /* numbers are below it, and above its negative */

typedef vm_offset_t *emulation_vector_t;

void eml_init(void);
void eml_task_reference(task_t task, task_t parent);
void eml_task_deallocate(task_t task);
kern_return_t task_set_emulation(task_t task, vm_offset_t routine_entry, int routine_number);
kern_return_t task_set_emulation_vector(task_t task, int vector_start, emulation_vector_t vector,
                                        mach_msg_type_number_t count);
kern_return_t task_get_emulation_vector(task_t task, int *vector_start, emulation_vector_t *vector,
                                        mach_msg_type_number_t *count);

#endif
