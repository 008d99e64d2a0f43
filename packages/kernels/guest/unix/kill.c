/* kill: signals to other processes, groups of them, or all. */
#include <unix/calls.h>
#include <unix/kernel.h>

/* May the current process send `p` this signal? */
static bool may_signal(const struct proc *p, int signal)
{
    const struct ucred *cred = current->u_cred;

    return cred->cr_uid == 0 || current->u_ruid == p->p_ruid || cred->cr_uid == p->p_ruid ||
           current->u_ruid == p->p_uid || cred->cr_uid == p->p_uid ||
           (signal == SIGCONT && p->p_pgrp->pg_session == current->u_proc->p_pgrp->pg_session);
}

/* signal 0 only asks. */
static void send(struct proc *p, int signal)
{
    if (signal != 0)
        signal_post(p, signal);
}

/* To everyone but the system's processes and oneself, as far as permitted. */
static int broadcast(int signal)
{
    bool found = false;

    for (struct proc *p = proc_list; p != NULL; p = p->p_next) {
        if (p->p_pid <= 1 || (p->p_flag & P_SYSTEM) != 0 || p == current->u_proc ||
            !may_signal(p, signal))
            continue;
        found = true;
        send(p, signal);
    }
    return found ? 0 : ESRCH;
}

/* To a group; EPERM if there is someone in it, but none who may be sent it. */
static int send_group(pid_t id, int signal)
{
    struct pgrp *group = id == 0 ? current->u_proc->p_pgrp : pgrp_find(id);
    int error = ESRCH;

    if (group == NULL)
        return ESRCH;
    for (struct proc *p = group->pg_members; p != NULL; p = p->p_pgrpnext) {
        if (p->p_pid <= 1 || (p->p_flag & P_SYSTEM) != 0 || p->p_stat == SZOMB)
            continue;
        if (!may_signal(p, signal)) {
            if (error == ESRCH)
                error = EPERM;
            continue;
        }
        error = 0;
        send(p, signal);
    }
    return error;
}

/* kill(pid, signal): a process; 0, the own group; -1, everyone; -n, the group n */
int sys_kill(struct proc *p, const long *argument, long *value)
{
    pid_t pid = argument[0];
    long signal = argument[1];
    struct proc *to;

    if (signal < 0 || signal >= NSIG)
        return EINVAL;
    if (pid == -1)
        return broadcast(signal);
    if (pid < -INT32_MAX) /* of no group the number */
        return ESRCH;
    if (pid <= 0)
        return send_group(-pid, signal);
    if ((to = proc_find(pid)) == NULL)
        return ESRCH;
    if (!may_signal(to, signal))
        return EPERM;
    send(to, signal);
    return 0;
}
