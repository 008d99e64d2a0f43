/* System calls about a process's own signals. kill.c has those about others'. */
#include <unix/signal_properties.h>
#include <unix/calls.h>
#include <unix/kernel.h>

void signal_set(int signal, uaddr_t handler, uint32_t mask, uint32_t flags)
{
    struct proc *p = current->u_proc;
    uint32_t bit = sigmask(signal);
    spl_t level = splhigh(); /* all of it, or nothing, for who posts */

    current->u_signal[signal] = handler;
    current->u_sigmask[signal] = mask & ~SIGNALS_UNMASKABLE;
    current->u_sigintr &= ~bit;
    current->u_sigonstack &= ~bit;
    current->u_sigreset &= ~bit;
    if ((flags & SV_INTERRUPT) != 0)
        current->u_sigintr |= bit;
    if ((flags & SV_ONSTACK) != 0)
        current->u_sigonstack |= bit;
    if ((flags & SV_RESETHAND) != 0)
        current->u_sigreset |= bit;
    if (signal == SIGCHLD) {
        if ((flags & SV_NOCLDSTOP) != 0)
            p->p_flag |= P_NOCLDSTOP;
        else
            p->p_flag &= ~P_NOCLDSTOP;
    }

    if (handler == IGNORE_ACTION ||
        (handler == DEFAULT_ACTION && (signal_properties[signal] & SIGNAL_IGNORED) != 0)) {
        p->p_sig &= ~bit;
        if (signal != SIGCONT)
            p->p_sigignore |= bit;
        p->p_sigcatch &= ~bit;
    } else {
        p->p_sigignore &= ~bit;
        if (handler == DEFAULT_ACTION)
            p->p_sigcatch &= ~bit;
        else
            p->p_sigcatch |= bit;
    }
    splx(level);
}

void signals_exec(void)
{
    struct proc *p = current->u_proc;

    for (int signal = 1; signal < NSIG; signal++)
        if ((p->p_sigcatch & sigmask(signal)) != 0)
            signal_set(signal, DEFAULT_ACTION, 0, 0);
    current->u_sigonstack = 0;
    current->u_sigintr = 0;
    current->u_sigreset = 0;
    current->u_sigstack = 0;
    current->u_onstack = false;
    current->u_trampoline = 0;
    p->p_flag &= ~P_NOCLDSTOP;
}

/* The action as sigvec tells it. */
static void signal_get(int signal, struct sigvec *action)
{
    uint32_t bit = sigmask(signal);

    bzero(action, sizeof *action);
    action->sv_handler = (void (*)(int, int, void *))current->u_signal[signal];
    action->sv_mask = current->u_sigmask[signal];
    action->sv_trampoline = (void (*)(void))current->u_trampoline;
    if ((current->u_sigonstack & bit) != 0)
        action->sv_flags |= SV_ONSTACK;
    if ((current->u_sigintr & bit) != 0)
        action->sv_flags |= SV_INTERRUPT;
    if ((current->u_sigreset & bit) != 0)
        action->sv_flags |= SV_RESETHAND;
    if (signal == SIGCHLD && (current->u_proc->p_flag & P_NOCLDSTOP) != 0)
        action->sv_flags |= SV_NOCLDSTOP;
}

/* sigvec(signal, new, old); either may be NULL */
int sys_sigvec(struct proc *p, const long *argument, long *value)
{
    int signal = argument[0];
    uaddr_t new = argument[1], old = argument[2];
    struct sigvec action;
    uaddr_t handler;
    int error;

    if (signal <= 0 || signal >= NSIG || signal == SIGKILL || signal == SIGSTOP)
        return EINVAL;
    if (old != 0) {
        signal_get(signal, &action);
        if ((error = copy_out(&action, old, sizeof action)) != 0)
            return error;
    }
    if (new == 0)
        return 0;
    if ((error = copy_in(new, &action, sizeof action)) != 0)
        return error;
    handler = (uaddr_t)action.sv_handler;
    if (handler == IGNORE_ACTION && signal == SIGCONT)
        return EINVAL;
    if (handler != DEFAULT_ACTION && handler != IGNORE_ACTION)
        current->u_trampoline = (uaddr_t)action.sv_trampoline;
    signal_set(signal, handler, action.sv_mask, action.sv_flags);
    return 0;
}

int sys_sigblock(struct proc *p, const long *argument, long *value)
{
    value[0] = p->p_sigmask;
    p->p_sigmask |= argument[0] & ~SIGNALS_UNMASKABLE;
    return 0;
}

int sys_sigsetmask(struct proc *p, const long *argument, long *value)
{
    value[0] = p->p_sigmask;
    p->p_sigmask = argument[0] & ~SIGNALS_UNMASKABLE;
    return 0;
}

/* Waits for a signal with another mask. What was before is set again with the handler's return. */
int sys_sigpause(struct proc *p, const long *argument, long *value)
{
    current->u_oldmask = p->p_sigmask;
    current->u_restore_mask = true;
    p->p_sigmask = argument[0] & ~SIGNALS_UNMASKABLE;
    while (sleep_on(&p->p_sigmask, PSLEP | PCATCH, "pause", 0) == 0)
        continue;
    return EINTR; /* never done again */
}

/* sigstack(new, old); either may be NULL */
int sys_sigstack(struct proc *p, const long *argument, long *value)
{
    uaddr_t new = argument[0], old = argument[1];
    struct sigstack stack;
    int error;

    if (old != 0) {
        bzero(&stack, sizeof stack);
        stack.ss_sp = (void *)current->u_sigstack;
        stack.ss_onstack = current->u_onstack;
        if ((error = copy_out(&stack, old, sizeof stack)) != 0)
            return error;
    }
    if (new != 0) {
        if ((error = copy_in(new, &stack, sizeof stack)) != 0)
            return error;
        current->u_sigstack = (uaddr_t)stack.ss_sp;
        current->u_onstack = stack.ss_onstack != 0;
    }
    return 0;
}

int sys_sigpending(struct proc *p, const long *argument, long *value)
{
    value[0] = p->p_sig;
    return 0;
}

/* A handler is back: `frame` is what it was given. */
int sys_sigreturn(struct proc *p, const long *argument, long *value)
{
    uint32_t mask;
    bool on_stack;
    int error;

    if ((error = signal_frame_pop(argument[0], &mask, &on_stack)) != 0)
        return error;
    p->p_sigmask = mask & ~SIGNALS_UNMASKABLE;
    current->u_onstack = on_stack;
    return EJUSTRETURN;
}
