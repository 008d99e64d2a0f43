/* Who a process is among processes: its number, its parent's, its group, its session; sizes. */
#include <unix/calls.h>
#include <unix/kernel.h>

int sys_getpid(struct proc *p, const long *argument, long *value)
{
    value[0] = p->p_pid;
    value[1] = p->p_pptr != NULL ? p->p_pptr->p_pid : 0;
    return 0;
}

/* getpgrp(pid): the group of a process, of the current one with 0 */
int sys_getpgrp(struct proc *p, const long *argument, long *value)
{
    pid_t pid = argument[0];

    if (pid != 0 && (p = proc_find(pid)) == NULL)
        return ESRCH;
    value[0] = p->p_pgrp->pg_id;
    return 0;
}

/*
 * setpgrp(pid, group): the current process, or a child that has not called exec yet, changes to a
 * group of its session, or begins its own. 0 stands for the current process, and for its number.
 */
int sys_setpgrp(struct proc *p, const long *argument, long *value)
{
    pid_t pid = argument[0], id = argument[1];
    struct proc *target = p;
    struct pgrp *group;

    if (id < 0)
        return EINVAL;
    if (pid != 0 && pid != p->p_pid) {
        target = proc_find(pid);
        if (target == NULL || target->p_stat == SZOMB || !proc_descends(target, p))
            return ESRCH;
        if (target->p_pgrp->pg_session != p->p_pgrp->pg_session)
            return EPERM;
        if ((target->p_flag & P_EXECED) != 0)
            return EACCES;
    }
    if (target->p_pgrp->pg_session->s_leader == target)
        return EPERM;
    if (id == 0)
        id = target->p_pid;
    else if (id != target->p_pid) {
        group = pgrp_find(id);
        if (group == NULL || group->pg_session != p->p_pgrp->pg_session)
            return EPERM;
    }
    proc_enter_group(target, id, false);
    return 0;
}

/* A new session, led by the current process, which must not lead a group. */
int sys_setsid(struct proc *p, const long *argument, long *value)
{
    if (p->p_pgrp->pg_id == p->p_pid || pgrp_find(p->p_pid) != NULL)
        return EPERM;
    proc_enter_group(p, p->p_pid, true);
    value[0] = p->p_pid;
    return 0;
}

int sys_getpagesize(struct proc *p, const long *argument, long *value)
{
    value[0] = PAGE_SIZE;
    return 0;
}
