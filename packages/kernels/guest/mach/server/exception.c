/*
 * What the processor finds wrong with a program comes from the kernel as a message on the process's
 * port. It becomes a signal; the program goes on with the registers that are then its own. A fault in
 * the library's copies to and from the program is the error of a call.
 */
#include "server.h"

#include <mach/exc_server.h>
#include <mach/exception.h>
#include <mach/mig_errors.h>
#include <unix/calls.h>

static int signal_of(int exception, int code)
{
    switch (exception) {
    case EXC_BAD_ACCESS:
        switch (code) {
        case KERN_INVALID_ADDRESS:
            return SIGSEGV;
        case KERN_RESOURCE_SHORTAGE: /* there is no page for it */
            return SIGKILL;
        default:
            return SIGBUS;
        }
    case EXC_BAD_INSTRUCTION:
        return code == EXC_MIPS_SYSCALL ? SIGSYS : SIGILL;
    case EXC_EMULATION:
        return SIGILL;
    case EXC_ARITHMETIC:
        return SIGFPE;
    case EXC_SOFTWARE:
    case EXC_BREAKPOINT:
        return SIGTRAP;
    default:
        return SIGBUS;
    }
}

/* A number that no call has is a call that fails, and a signal beside. */
static void call_unknown(struct proc *p)
{
    enum { V0 = 2, A3 = 7 };
    int *registers = p->p_thread.t_registers;

    registers[BSD_PC] += 4;
    registers[V0] = sys_none(p, current->u_arg, current->u_value);
    registers[A3] = 1;
}

static bool copy_failed(int *registers)
{
    uint32_t pc = registers[BSD_PC];

    if (emulator.magic == 0 || pc < emulator.copies || pc >= emulator.copies_end)
        return false;
    registers[BSD_PC] = emulator.copy_fails;
    return true;
}

/* The library may have blocked signals without having said so yet, and thinks that it knows the mask
 * and who it is; both may be otherwise afterwards. What its memory says is the program's own affair. */
static void mask_ask(struct proc *p)
{
    struct emulator_knowledge knows;

    if (emulator.magic == 0 ||
        space_read(p->p_thread.t_task, emulator.knowledge, &knows, sizeof knows) != 0)
        return;
    if (knows.mask_known)
        p->p_sigmask = knows.mask & ~SIGNALS_UNMASKABLE;
    knows.mask_known = knows.identity_known = 0;
    (void)space_write(p->p_thread.t_task, &knows, emulator.knowledge, sizeof knows);
}

static void act(struct proc *p, int signal, int code, int subcode)
{
    mask_ask(p);
    if (signal == SIGSYS)
        call_unknown(p);
    else if (signal == SIGKILL)
        signal_post(p, signal);
    else
        signal_trap(signal, code, subcode);
    while ((p->p_sig & ~p->p_sigmask) != 0) {
        if (signals_pending() == 0)
            break;
        signals_deliver();
    }
}

kern_return_t catch_exception_raise(mach_port_t port, mach_port_t thread, mach_port_t task, int exception,
                                    int code, int subcode)
{
    struct proc *p;
    struct thread *t;
    bool known;

    (void)mach_port_deallocate(mach_task_self(), thread);
    (void)mach_port_deallocate(mach_task_self(), task);
    if (!call_begin(port, &p))
        return MIG_NO_REPLY;
    t = &p->p_thread;
    known = registers_get(t->t_thread, t->t_registers);
    if (known && !copy_failed(t->t_registers))
        act(p, signal_of(exception, code), code, subcode);
    if (known)
        (void)registers_set(t->t_thread, t->t_registers);
    (void)call_end(p);
    return KERN_SUCCESS; /* a thread that is gone does not need it */
}
