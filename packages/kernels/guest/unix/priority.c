/* How nice processes are: one, a group's, a user's. */
#include <unix/calls.h>
#include <unix/kernel.h>

/* Does process `p` belong to what `which` and `who` (0: one's own) say? */
static bool selected(const struct proc *p, int which, long who)
{
    const struct proc *self = current->u_proc;

    switch (which) {
    case PRIO_PROCESS:
        return p->p_pid == (who == 0 ? self->p_pid : who);
    case PRIO_PGRP:
        return p->p_pgrp->pg_id == (who == 0 ? self->p_pgrp->pg_id : who);
    default:
        return p->p_uid == (who == 0 ? current->u_cred->cr_uid : (uid_t)who);
    }
}

/* getpriority(which, who): the least nice of them */
int sys_getpriority(struct proc *p, const long *argument, long *value)
{
    int which = argument[0], least = PRIO_MAX + 1;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return EINVAL;
    for (p = proc_list; p != NULL; p = p->p_next)
        if (selected(p, which, argument[1]) && p->p_nice < least)
            least = p->p_nice;
    if (least > PRIO_MAX)
        return ESRCH;
    value[0] = least;
    return 0;
}

/* Owners make theirs nicer; less nice, only the superuser. */
static int set_nice(struct proc *p, int nice)
{
    const struct ucred *cred = current->u_cred;

    if (cred->cr_uid != 0 && current->u_ruid != 0 && cred->cr_uid != p->p_uid &&
        current->u_ruid != p->p_uid)
        return EPERM;
    nice = max(PRIO_MIN, min(PRIO_MAX, nice));
    if (nice < p->p_nice && superuser(cred) != 0)
        return EACCES;
    p->p_nice = nice;
    thread_renice(p);
    return 0;
}

/* setpriority(which, who, nice) */
int sys_setpriority(struct proc *p, const long *argument, long *value)
{
    int which = argument[0], error = 0;
    bool found = false;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return EINVAL;
    for (p = proc_list; p != NULL; p = p->p_next)
        if (selected(p, which, argument[1])) {
            int failed = set_nice(p, argument[2]);

            found = true;
            if (failed != 0)
                error = failed;
        }
    return found ? error : ESRCH;
}
