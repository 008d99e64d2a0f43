/*
 * The end of a process. What it holds is given back in this order: files, memory, terminal, group,
 * place among the living; it stays as a zombie with its status and usage until its parent asks. Its
 * children go to process 1.
 *
 * From the beginning on it has no signals, so that what it waits for here is not cut short.
 */
#include <abi/wait.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/tty.h>
#include <unix/usage.h>

/* The leader of a session goes: those in the terminal's foreground are hung up, and the terminal is
 * the session's no longer. (Descriptors that others have open on it stay good.) */
static void session_end(struct session *session)
{
    struct tty *terminal = session->s_tty;

    if (terminal != NULL) {
        if (terminal->t_session == session) {
            if (terminal->t_pgrp != NULL)
                signal_post_group(terminal->t_pgrp, SIGHUP, true);
            terminal->t_pgrp = NULL;
            terminal->t_session = NULL;
        }
        session->s_tty = NULL;
    }
    session->s_leader = NULL;
}

/* Process 1 has them from now on, and may have to wait for some at once. */
static void children_leave(struct proc *p)
{
    struct proc *child;

    if (p->p_cptr != NULL)
        wakeup(init_process);
    while ((child = p->p_cptr) != NULL)
        proc_reparent(child, init_process);
}

void process_exit(int status)
{
    struct proc *p = current->u_proc;
    struct pgrp *group = p->p_pgrp;

    if (p == init_process)
        panic("init is dead, status %x", status);
    p->p_ru = kmem_alloc(sizeof *p->p_ru);
    p->p_flag |= P_EXITING;
    p->p_sigignore = ~(uint32_t)0;
    p->p_sig = 0;
    itimer_exit();

    files_exit();
    space_free();
    if (group->pg_session->s_leader == p)
        session_end(group->pg_session);
    current->u_rlimit[RLIMIT_FSIZE].rlim_cur = RLIM_INFINITY; /* for the record's sake */
    account_exit();

    /* Nothing waits from here on. */
    children_leave(p);
    proc_count_jobs(p, group, false);
    proc_unlink(p);
    proc_link(p, &zombie_list);
    p->p_stat = SZOMB;
    p->p_xstat = status;
    p->p_acflag = current->u_acflag;
    usage_current(p->p_ru);
    usage_add(p->p_ru, &current->u_cru);
    cred_free(current->u_cred);
    current->u_cred = NULL;

    signal_post(p->p_pptr, SIGCHLD);
    wakeup(p->p_pptr);
    thread_exit();
}

int sys_exit(struct proc *p, const long *argument, long *value)
{
    process_exit(W_EXITCODE(argument[0], 0));
}
