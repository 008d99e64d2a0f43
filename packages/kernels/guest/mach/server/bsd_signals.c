/*
 * The routines of bsd.defs that have all of a program's registers: signals are acted on, and a handler
 * comes back.
 */
#include "server.h"

#include <abi/call-numbers.h>
#include <mach/bsd_server.h>
#include <mach/mig_errors.h>

static void signals_act(struct proc *p)
{
    while (signals_wait(p)) {
        p->p_thread.t_notice = false;
        if (signals_pending() == 0)
            break; /* one can be pending, unmasked, and not yet be acted on (vfork) */
        signals_deliver();
    }
}

kern_return_t bsd_take_signals(mach_port_t process, bsd_registers_t before, bsd_registers_t after)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return MIG_NO_REPLY;
    bcopy(before, p->p_thread.t_registers, sizeof p->p_thread.t_registers);
    signals_act(p);
    bcopy(p->p_thread.t_registers, after, sizeof p->p_thread.t_registers);
    (void)call_end(p);
    return KERN_SUCCESS;
}

/* The thread waits for nothing. It goes on in its program, with all registers as they are to be, which
 * no code of its own could do. */
static kern_return_t thread_send_on(struct proc *p)
{
    struct thread *t = &p->p_thread;

    signals_act(p);
    if (thread_suspend(t->t_thread) == KERN_SUCCESS) { /* else it is gone */
        (void)thread_abort(t->t_thread);
        (void)registers_set(t->t_thread, t->t_registers);
        (void)thread_resume(t->t_thread);
    }
    (void)call_end(p);
    return KERN_SUCCESS;
}

kern_return_t bsd_sigreturn(mach_port_t process, int frame, bsd_registers_t before)
{
    enum { V0 = 2, A3 = 7 };
    struct proc *p;
    int *registers, error, status;

    if (!call_begin(process, &p))
        return KERN_FAILURE;
    registers = p->p_thread.t_registers;
    bcopy(before, registers, sizeof p->p_thread.t_registers);
    current->u_arg[0] = frame;
    if ((error = do_call(p, SYS_sigreturn, &status)) != 0) { /* it is none */
        registers[V0] = error;
        registers[A3] = 1;
    }
    return thread_send_on(p);
}

kern_return_t bsd_interrupted(mach_port_t process)
{
    struct proc *p;

    if (!call_begin(process, &p))
        return KERN_FAILURE;
    if (!p->p_thread.t_interrupted) { /* a lie */
        (void)call_end(p);
        return KERN_FAILURE;
    }
    p->p_thread.t_interrupted = false;
    return thread_send_on(p);
}
