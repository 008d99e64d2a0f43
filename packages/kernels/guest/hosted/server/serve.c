/*
 * A process's thread: its program runs until a message comes from it, which is a call, a notice or a
 * trap, as unix/proc.h has them; then signals; then the program runs again.
 */
#include "server.h"

#include <abi/wait.h>
#include <unix/calls.h>

static void system_call(struct proc *p, struct registers *r)
{
    static const struct system_call unknown = {"unknown", 0, sys_none};
    bool known = r->rax < system_call_count;
    const struct system_call *call = known ? &system_calls[r->rax] : &unknown;
    int error;

    current->u_call = known ? r->rax : 0;
    current->u_arg[0] = r->rdi;
    current->u_arg[1] = r->rsi;
    current->u_arg[2] = r->rdx;
    current->u_arg[3] = r->rcx;
    current->u_arg[4] = r->r8;
    current->u_value[0] = 0;
    current->u_value[1] = r->rdx;
    error = call->call(p, current->u_arg, current->u_value);
    switch (error) {
    case 0:
        r->rax = current->u_value[0];
        r->rdx = current->u_value[1];
        r->rflags &= ~(uint64_t)CARRY;
        break;
    case ERESTART:
        r->rip -= CALL_BYTES; /* number and arguments are still there */
        break;
    case EJUSTRETURN:
        break;
    default:
        r->rax = error;
        r->rflags |= CARRY;
    }
}

/* What the processor says of a program; other signals are not its to tell. */
static bool is_trap(int signal)
{
    return signal == SIGILL || signal == SIGTRAP || signal == SIGFPE || signal == SIGBUS ||
           signal == SIGSEGV;
}

/* Has the program run until it has something to say. False: it is lost. */
static bool program_runs(struct proc *p, struct message *m)
{
    struct thread *t = &p->p_thread;
    struct message resume = {.kind = MESSAGE_RESUME, .registers = t->t_registers};
    long length;
    int channel = t->t_channel;

    p->p_pri = p->p_usrpri;
    t->t_in_program = true;
    if (!channel_say(t, &resume, -1)) {
        t->t_in_program = false;
        return false;
    }
    host_unlock();
    length = host_receive(channel, m, sizeof *m, NULL, 0, NULL, HOST_FOREVER);
    host_lock();
    t->t_in_program = false;
    if (length != sizeof *m)
        channel_lost(t);
    return !t->t_lost;
}

static bool signals_wait(const struct proc *p)
{
    return p->p_thread.t_notice || (p->p_sig & ~p->p_sigmask) != 0;
}

static void before_program(struct proc *p)
{
    while (signals_wait(p)) {
        p->p_thread.t_notice = false;
        if (signals_pending() == 0)
            break; /* one can be pending, unmasked, and not yet be acted on (vfork) */
        signals_deliver();
    }
    space_stack();
    if (p->p_thread.t_lost)
        process_exit(W_EXITCODE(0, SIGKILL));
}

void serve(void)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    struct message m;

    for (;;) {
        before_program(p);
        if (!program_runs(p, &m))
            continue;
        t->t_registers = m.registers;
        switch (m.kind) {
        case MESSAGE_CALL:
            system_call(p, &t->t_registers);
            break;
        case MESSAGE_NOTICE:
            t->t_notice = true;
            break;
        case MESSAGE_TRAP:
            if (is_trap(m.signal)) {
                signal_trap(m.signal, m.code, m.address);
                break;
            }
            /* fall through */
        default:
            channel_lost(t);
        }
    }
}
