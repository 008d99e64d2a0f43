/*
 * Restartable atomic sequences (Mach 3.0's task_ras_control; Bershad, Redell and Ellis, ASPLOS 1992): a
 * thread that gives way within one goes on at its begin. A machine without test-and-set has its locks
 * by them.
 */
#include <kern/printf.h>
#include <kern/task.h>

/* A sequence more. base 0: none of them any more; end 0: this one no more. */
kern_return_t task_ras_control(task_t task, vm_offset_t base, vm_offset_t end)
{
    struct task_ras *ras = task == TASK_NULL ? NULL : task->fast_tas;
    int n = 0;

    if (ras == NULL || (end != 0 && end < base))
        return KERN_INVALID_ARGUMENT;
    if (base == 0) {
        bzero(ras, sizeof task->fast_tas);
        return KERN_SUCCESS;
    }
    while (n < TASK_RAS_MAX && ras[n].base != 0 && ras[n].base != base)
        n++;
    if (n == TASK_RAS_MAX)
        return KERN_RESOURCE_SHORTAGE;
    if (end != 0) {
        ras[n].base = base;
        ras[n].end = end;
        return KERN_SUCCESS;
    }
    if (ras[n].base == 0)
        return KERN_INVALID_ARGUMENT;
    for (; n + 1 < TASK_RAS_MAX; n++)
        ras[n] = ras[n + 1];
    ras[n].base = ras[n].end = 0;
    return KERN_SUCCESS;
}

vm_offset_t ras_restart(task_t task, vm_offset_t pc)
{
    for (int n = 0; n < TASK_RAS_MAX && task->fast_tas[n].base != 0; n++)
        if (pc >= task->fast_tas[n].base && pc < task->fast_tas[n].end)
            return task->fast_tas[n].base;
    return pc;
}
