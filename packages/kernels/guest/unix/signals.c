/*
 * Signals on their way to a process.
 *
 * A signal that is posted is noted in p_sig; what the process does of it, it does itself, when it is
 * about to go on with its program (signal_deliver.c). Here is what cannot wait for that: who sleeps
 * interruptibly is woken, who is stopped goes on or stays, and a sleeper that is to stop is stopped
 * where it sleeps. p_sigcatch, p_sigignore and p_sigmask say what the process will do of a signal,
 * since its struct user may be out of reach.
 *
 * A signal whose default is to be ignored is in p_sigignore as long as it has its default. SIGCONT
 * never is: it continues whoever is stopped, be it caught, ignored or blocked.
 */
#include <unix/signal_properties.h>
#include <unix/kernel.h>

const uint8_t signal_properties[NSIG] = {
    [SIGHUP] = SIGNAL_KILLS,
    [SIGINT] = SIGNAL_KILLS,
    [SIGQUIT] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGILL] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGTRAP] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGIOT] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGEMT] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGFPE] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGKILL] = SIGNAL_KILLS,
    [SIGBUS] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGSEGV] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGSYS] = SIGNAL_KILLS | SIGNAL_CORE,
    [SIGPIPE] = SIGNAL_KILLS,
    [SIGALRM] = SIGNAL_KILLS,
    [SIGTERM] = SIGNAL_KILLS,
    [SIGURG] = SIGNAL_IGNORED,
    [SIGSTOP] = SIGNAL_STOPS,
    [SIGTSTP] = SIGNAL_STOPS | SIGNAL_TTY_STOPS,
    [SIGCONT] = SIGNAL_IGNORED | SIGNAL_CONTINUES,
    [SIGCHLD] = SIGNAL_IGNORED,
    [SIGTTIN] = SIGNAL_STOPS | SIGNAL_TTY_STOPS,
    [SIGTTOU] = SIGNAL_STOPS | SIGNAL_TTY_STOPS,
    [SIGIO] = SIGNAL_IGNORED,
    [SIGXCPU] = SIGNAL_KILLS,
    [SIGXFSZ] = SIGNAL_KILLS,
    [SIGVTALRM] = SIGNAL_KILLS,
    [SIGPROF] = SIGNAL_KILLS,
    [SIGWINCH] = SIGNAL_IGNORED,
    [SIGWINCH + 1] = SIGNAL_KILLS, /* has no name */
    [SIGUSR1] = SIGNAL_KILLS,
    [SIGUSR2] = SIGNAL_KILLS,
};

void signals_start(struct proc *p)
{
    for (int signal = 1; signal < NSIG; signal++)
        if ((signal_properties[signal] & SIGNAL_IGNORED) != 0 && signal != SIGCONT)
            p->p_sigignore |= sigmask(signal);
}

void signal_stopped(struct proc *p, int signal)
{
    p->p_xstat = signal;
    p->p_stat = SSTOP;
    p->p_flag &= ~P_WAITED;
    wakeup(p->p_pptr);
    if ((p->p_pptr->p_flag & P_NOCLDSTOP) == 0)
        signal_post(p->p_pptr, SIGCHLD);
}

/* What is going to be done of a signal that is posted. */
enum action { ACTION_HOLD, ACTION_CATCH, ACTION_DEFAULT };

/* It sleeps interruptibly. Is it to be woken? */
static bool wakes_sleeper(struct proc *p, int signal, uint8_t property, enum action action)
{
    uint32_t mask = sigmask(signal);

    if (action == ACTION_CATCH)
        return true;
    /* To continue one who is not stopped is done. */
    if ((property & SIGNAL_CONTINUES) != 0) {
        p->p_sig &= ~mask;
        return false;
    }
    if ((property & SIGNAL_STOPS) != 0) {
        /* Its parent waits for the memory back, and could not be told of a stop. */
        if ((p->p_flag & P_VFORKED) == 0) {
            p->p_sig &= ~mask;
            signal_stopped(p, signal);
        }
        return false;
    }
    return true;
}

/* It is stopped. Is it to go on? */
static bool wakes_stopped(struct proc *p, int signal, uint8_t property, enum action action)
{
    uint32_t mask = sigmask(signal);

    if (signal == SIGKILL)
        return true;
    if ((property & SIGNAL_CONTINUES) != 0) {
        if (action == ACTION_DEFAULT)
            p->p_sig &= ~mask;
        if (action == ACTION_CATCH || p->p_wchan == NULL)
            return true;
        /* It has been stopped where it slept, and sleeps on. */
        p->p_stat = SSLEEP;
        return false;
    }
    if ((property & SIGNAL_STOPS) != 0) {
        p->p_sig &= ~mask; /* already done */
        return false;
    }
    /* It will find the signal when it is continued; the sleep ends here. */
    if (p->p_wchan != NULL && (p->p_flag & P_SINTR) != 0)
        sleep_end(p);
    return false;
}

void signal_post(struct proc *p, int signal)
{
    uint32_t mask = sigmask(signal);
    uint8_t property;
    enum action action;
    spl_t level;

    if (signal <= 0 || signal >= NSIG)
        panic("signal %d is posted", signal);
    property = signal_properties[signal];
    if (p->p_stat == SZOMB || p->p_stat == SFREE || (p->p_flag & P_SYSTEM) != 0)
        return;

    level = splhigh();
    if ((p->p_sigignore & mask) != 0)
        goto out;
    if ((p->p_sigmask & mask) != 0)
        action = ACTION_HOLD;
    else
        action = (p->p_sigcatch & mask) != 0 ? ACTION_CATCH : ACTION_DEFAULT;

    /* Who is to be killed is not kept waiting for it. */
    if (p->p_nice > NZERO && action == ACTION_DEFAULT && (property & SIGNAL_KILLS) != 0) {
        p->p_nice = NZERO;
        thread_renice(p);
    }
    if ((property & SIGNAL_CONTINUES) != 0)
        p->p_sig &= ~STOP_SIGNALS;
    if ((property & SIGNAL_STOPS) != 0) {
        if ((property & SIGNAL_TTY_STOPS) != 0 && p->p_pgrp->pg_jobc == 0 &&
            action == ACTION_DEFAULT)
            goto out;
        p->p_sig &= ~sigmask(SIGCONT);
    }
    p->p_sig |= mask;
    if (action == ACTION_HOLD && ((property & SIGNAL_CONTINUES) == 0 || p->p_stat != SSTOP))
        goto out;

    switch (p->p_stat) {
    case SSLEEP:
        if ((p->p_flag & P_SINTR) == 0 || !wakes_sleeper(p, signal, property, action))
            goto out;
        break;
    case SSTOP:
        if (!wakes_stopped(p, signal, property, action))
            goto out;
        break;
    case SRUN:
        thread_notice(p);
        goto out;
    default: /* being made: it looks when it begins */
        goto out;
    }
    if (p->p_pri > PUSER)
        p->p_pri = PUSER;
    proc_run(p);
out:
    splx(level);
}

void signal_post_group(struct pgrp *group, int signal, bool only_with_terminal)
{
    struct proc *p;

    if (group == NULL)
        return;
    for (p = group->pg_members; p != NULL; p = p->p_pgrpnext)
        if (!only_with_terminal || (p->p_flag & P_CONTROLT) != 0)
            signal_post(p, signal);
}
