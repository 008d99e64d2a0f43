/*
 * Waiting for children: those that are dead, whose last traces go with that, and on request those
 * that have stopped, each stop told once.
 */
#include <abi/wait.h>
#include <unix/kernel.h>
#include <unix/usage.h>

#define ANY_CHILD (-1)

/* Is `child` one of those that `pid` stands for: any, one, `self`'s group (0), a group (negative)? */
static bool selected(const struct proc *child, pid_t pid, const struct proc *self)
{
    if (pid > 0)
        return child->p_pid == pid;
    if (pid == 0)
        return child->p_pgrp == self->p_pgrp;
    return pid == ANY_CHILD || -child->p_pgrp->pg_id == pid;
}

static int tell_status(uaddr_t to, int status)
{
    int32_t word = status;

    return to == 0 ? 0 : copy_out(&word, to, sizeof word);
}

/* What is left of a zombie goes. */
static void collect(struct proc *child)
{
    usage_add(&current->u_cru, child->p_ru);
    kmem_free(child->p_ru);
    child->p_ru = NULL;
    child->p_xstat = 0;
    thread_collect(child);
    proc_count_user(child->p_ruid, -1);
    proc_leave_group(child);
    proc_unlink(child);
    proc_unhash(child);
    proc_orphan(child);
    proc_free(child);
}

/* wait4(pid, status, options, usage) */
int sys_wait4(struct proc *p, const long *argument, long *value)
{
    pid_t pid = argument[0];
    uaddr_t status = argument[1], usage = argument[3];
    int options = argument[2];
    struct proc *child;
    int error;

    if ((options & ~(WNOHANG | WUNTRACED)) != 0)
        return EINVAL;
    for (;;) {
        bool any = false;

        for (child = p->p_cptr; child != NULL; child = child->p_osptr) {
            if (!selected(child, pid, p))
                continue;
            any = true;
            if (child->p_stat == SZOMB) {
                value[0] = child->p_pid;
                if ((error = tell_status(status, child->p_xstat)) != 0)
                    return error;
                if (usage != 0 &&
                    (error = copy_out(child->p_ru, usage, sizeof *child->p_ru)) != 0)
                    return error;
                collect(child);
                return 0;
            }
            if (child->p_stat == SSTOP && (child->p_flag & P_WAITED) == 0 &&
                (options & WUNTRACED) != 0) {
                child->p_flag |= P_WAITED;
                value[0] = child->p_pid;
                return tell_status(status, W_STOPCODE(child->p_xstat));
            }
        }
        if (!any)
            return ECHILD;
        if ((options & WNOHANG) != 0) {
            value[0] = 0;
            return 0;
        }
        if ((error = sleep_on(p, PWAIT | PCATCH, "wait", 0)) != 0)
            return error;
    }
}
