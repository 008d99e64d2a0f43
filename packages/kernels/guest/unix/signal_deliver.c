/*
 * Signals where they arrive: what the current process does of those that are pending, when it is
 * about to go on with its program or to sleep.
 *
 * signals_pending() takes what is ignored away, stops where that is the action, and finds the signal
 * that is to be acted on; signals_deliver() acts on it. No core files are written: a process that
 * would leave one (SIGNAL_CORE) only has that in its accounting record.
 */
#include <abi/acct.h>
#include <abi/wait.h>
#include <unix/signal_properties.h>
#include <unix/kernel.h>

static int lowest_signal(uint32_t set)
{
    int signal = 1;

    while ((set & 1) == 0) {
        set >>= 1;
        signal++;
    }
    return signal;
}

/* Interrupts post. */
static void take_away(struct proc *p, uint32_t mask)
{
    spl_t level = splhigh();

    p->p_sig &= ~mask;
    splx(level);
}

/* Stops until someone continues it. */
static void stop_here(struct proc *p, int signal)
{
    spl_t level = splhigh();

    p->p_sig &= ~sigmask(signal);
    signal_stopped(p, signal);
    current->u_ru.ru_nivcsw++;
    thread_block();
    splx(level);
}

/* The default action. True if it is to be the process's end. */
static bool default_action(struct proc *p, int signal)
{
    uint8_t property = signal_properties[signal];

    if ((property & SIGNAL_STOPS) != 0 && p != init_process) {
        if ((property & SIGNAL_TTY_STOPS) != 0 && p->p_pgrp->pg_jobc == 0)
            take_away(p, sigmask(signal));
        else
            stop_here(p, signal);
        return false;
    }
    /* Process 1 would take everyone along. */
    if ((property & SIGNAL_IGNORED) != 0 || p == init_process) {
        take_away(p, sigmask(signal));
        return false;
    }
    return true;
}

int signals_pending(void)
{
    struct proc *p = current->u_proc;

    for (;;) {
        uint32_t set = p->p_sig & ~p->p_sigmask;
        int signal;

        if ((p->p_flag & P_VFORKED) != 0)
            set &= ~STOP_SIGNALS;
        if (set == 0)
            return p->p_cursig = 0;
        signal = lowest_signal(set);
        if ((p->p_sigignore & sigmask(signal)) != 0) {
            take_away(p, sigmask(signal));
            continue;
        }
        switch (current->u_signal[signal]) {
        case IGNORE_ACTION:
            take_away(p, sigmask(signal));
            continue;
        case DEFAULT_ACTION:
            if (!default_action(p, signal))
                continue;
            break;
        }
        return p->p_cursig = signal;
    }
}

/* Has the handler run, with `signal` and what its action says blocked until it is back. */
static int enter_handler(struct proc *p, int signal, int code)
{
    uint32_t mask = sigmask(signal);
    struct signal_entry entry = {
        .handler = current->u_signal[signal],
        .trampoline = current->u_trampoline,
        .signal = signal,
        .code = code,
        .mask = p->p_sigmask,
        .on_stack = current->u_onstack,
    };

    current->u_ru.ru_nsignals++;
    if (current->u_restore_mask) {
        entry.mask = current->u_oldmask;
        current->u_restore_mask = false;
    }
    if ((current->u_sigonstack & mask) != 0 && !current->u_onstack && current->u_sigstack != 0) {
        entry.stack = current->u_sigstack;
        current->u_onstack = true;
    }
    p->p_sigmask |= current->u_sigmask[signal] | mask;
    if ((current->u_sigreset & mask) != 0) {
        p->p_sigcatch &= ~mask;
        if ((signal_properties[signal] & SIGNAL_IGNORED) != 0 && signal != SIGCONT)
            p->p_sigignore |= mask;
        current->u_signal[signal] = DEFAULT_ACTION;
    }
    return signal_frame_push(&entry);
}

/* There is no stack for a handler: it ends by SIGILL, whatever it has done about that one. */
static void no_stack(struct proc *p)
{
    uint32_t mask = sigmask(SIGILL);

    current->u_signal[SIGILL] = DEFAULT_ACTION;
    p->p_sigignore &= ~mask;
    p->p_sigcatch &= ~mask;
    p->p_sigmask &= ~mask;
    signal_post(p, SIGILL);
}

static _Noreturn void die(struct proc *p, int signal)
{
    current->u_acflag |= AXSIG;
    if ((signal_properties[signal] & SIGNAL_CORE) != 0)
        current->u_acflag |= ACORE;
    process_exit(W_EXITCODE(0, signal));
}

void signals_deliver(void)
{
    struct proc *p = current->u_proc;
    int signal = p->p_cursig;
    int code = current->u_code;

    if (signal == 0)
        return;
    p->p_cursig = 0;
    current->u_code = 0;
    take_away(p, sigmask(signal));
    if (current->u_signal[signal] == DEFAULT_ACTION)
        die(p, signal);
    if (enter_handler(p, signal, code) != 0)
        no_stack(p);
}

void signal_trap(int signal, int code, uaddr_t address)
{
    struct proc *p = current->u_proc;
    uint32_t mask = sigmask(signal);

    if ((p->p_sigcatch & mask) != 0 && (p->p_sigmask & mask) == 0) {
        if (enter_handler(p, signal, code) != 0)
            no_stack(p);
        return;
    }
    /* Not acted upon, it would come again for ever. */
    if (p == init_process)
        die(p, signal);
    if (((p->p_sigmask | p->p_sigignore) & mask) != 0) {
        p->p_sigmask &= ~mask;
        p->p_sigignore &= ~mask;
        current->u_signal[signal] = DEFAULT_ACTION;
    }
    current->u_code = code;
    signal_post(p, signal);
}
