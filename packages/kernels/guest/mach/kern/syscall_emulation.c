/*
 * Vectors of emulated system calls (Mach 3.0's kern/syscall_emulation.c). A vector belongs to all tasks
 * that have inherited it; who changes it gets one of his own first.
 */
#include <kern/syscall_emulation.h>

#include <kern/kalloc.h>
#include <kern/printf.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mips/layout.h>
#include <mips/pcb.h>
#include <vm/vm_kern.h>
#include <vm/vm_map.h>

_Static_assert(offsetof(struct eml_dispatch, disp_count) == EML_DISP_COUNT, "layout.h: eml_dispatch");
_Static_assert(offsetof(struct eml_dispatch, disp_min) == EML_DISP_MIN, "layout.h: eml_dispatch");
_Static_assert(offsetof(struct eml_dispatch, disp_vector) == EML_DISP_VECTOR, "layout.h: eml_dispatch");

#define eml_bytes(count) (sizeof(struct eml_dispatch) + ((count) - 1) * sizeof(eml_routine_t))

void eml_init(void)
{
}

void eml_task_reference(task_t task, task_t parent)
{
    eml_dispatch_t eml = parent == TASK_NULL ? EML_DISPATCH_NULL : parent->eml_dispatch;

    if (eml != EML_DISPATCH_NULL)
        eml->ref_count++;
    task->eml_dispatch = eml;
}

static void eml_release(eml_dispatch_t eml)
{
    if (eml != EML_DISPATCH_NULL && --eml->ref_count == 0)
        kfree((vm_offset_t)eml, eml_bytes(eml->disp_count));
}

void eml_task_deallocate(task_t task)
{
    eml_release(task->eml_dispatch);
    task->eml_dispatch = EML_DISPATCH_NULL;
}

#define EML_CHUNK 64 /* a vector ends at a multiple of it, so that it need not grow for each number */

/* A vector of the task's own that has all numbers from first to end, and what the old one has. */
static eml_dispatch_t eml_own(task_t task, int first, int end)
{
    eml_dispatch_t old = task->eml_dispatch, new;

    if (old != EML_DISPATCH_NULL) {
        int old_end = old->disp_min + old->disp_count;

        if (old->ref_count == 1 && first >= old->disp_min && end <= old_end)
            return old;
        first = first < old->disp_min ? first : old->disp_min;
        end = end > old_end ? end : old_end;
    }
    end += -end & (EML_CHUNK - 1);
    new = (eml_dispatch_t)kalloc(eml_bytes(end - first));
    if (new == EML_DISPATCH_NULL)
        return new;
    bzero(new, eml_bytes(end - first));
    new->ref_count = 1;
    new->disp_min = first;
    new->disp_count = end - first;
    if (old != EML_DISPATCH_NULL)
        bcopy(old->disp_vector, &new->disp_vector[old->disp_min - first],
              old->disp_count * sizeof(eml_routine_t));
    task->eml_dispatch = new;
    syscall_emulation_sync(task);
    eml_release(old);
    return new;
}

static kern_return_t task_set_emulation_vector_internal(task_t task, int first, const eml_routine_t *vector,
                                                        unsigned count)
{
    eml_dispatch_t eml;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    if (first < -EML_MAX || first > EML_MAX || count == 0 || count > EML_MAX ||
        first + (int)count > EML_MAX)
        return KERN_INVALID_ARGUMENT;
    eml = eml_own(task, first, first + (int)count);
    if (eml == EML_DISPATCH_NULL)
        return KERN_RESOURCE_SHORTAGE;
    bcopy(vector, &eml->disp_vector[first - eml->disp_min], count * sizeof *vector);
    return KERN_SUCCESS;
}

kern_return_t task_set_emulation(task_t task, vm_offset_t routine_entry, int routine_number)
{
    return task_set_emulation_vector_internal(task, routine_number, &routine_entry, 1);
}

/* The vector comes out of line: a vm_map_copy_t, which is the kernel's if this succeeds. */
kern_return_t task_set_emulation_vector(task_t task, int vector_start, emulation_vector_t vector,
                                        mach_msg_type_number_t count)
{
    kern_return_t result;
    vm_offset_t address;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    result = vm_map_copyout(kernel_map, &address, (vm_map_copy_t)vector);
    if (result != KERN_SUCCESS)
        return result;
    result = task_set_emulation_vector_internal(task, vector_start, (const eml_routine_t *)address, count);
    kmem_free(kernel_map, trunc_page(address),
              round_page(address + count * sizeof(eml_routine_t)) - trunc_page(address));
    return result;
}

kern_return_t task_get_emulation_vector(task_t task, int *vector_start, emulation_vector_t *vector,
                                        mach_msg_type_number_t *count)
{
    eml_dispatch_t eml = task == TASK_NULL ? EML_DISPATCH_NULL : task->eml_dispatch;
    vm_offset_t address;
    vm_size_t size;
    kern_return_t result;
    vm_map_copy_t copy;

    if (task == TASK_NULL)
        return KERN_INVALID_ARGUMENT;
    *vector_start = eml == EML_DISPATCH_NULL ? 0 : eml->disp_min;
    *count = eml == EML_DISPATCH_NULL ? 0 : eml->disp_count;
    *vector = NULL;
    if (*count == 0)
        return KERN_SUCCESS;
    size = *count * sizeof(eml_routine_t);
    result = kmem_alloc_pageable(kernel_map, &address, round_page(size));
    if (result != KERN_SUCCESS)
        return result;
    bcopy(eml->disp_vector, (void *)address, size);
    result = vm_map_copyin(kernel_map, address, size, TRUE, &copy);
    if (result != KERN_SUCCESS) {
        kmem_free(kernel_map, address, round_page(size));
        return result;
    }
    *vector = (emulation_vector_t)copy;
    return KERN_SUCCESS;
}
