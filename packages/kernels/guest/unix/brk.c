/* brk: where a process's data end. */
#include <unix/calls.h>
#include <unix/kernel.h>

/* brk(end) */
int sys_brk(struct proc *p, const long *argument, long *value)
{
    uaddr_t end = (unsigned long)argument[0];
    size_t bytes;
    int error;

    if (end < current->u_data)
        return EINVAL;
    bytes = end - current->u_data;
    if (bytes > (uint32_t)current->u_rlimit[RLIMIT_DATA].rlim_cur)
        return ENOMEM;
    if ((error = space_brk(end)) != 0)
        return error;
    current->u_break = end;
    p->p_datasize = (bytes + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
    return 0;
}
