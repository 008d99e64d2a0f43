/*
 * Exceptions but interrupts and system calls. Those of a program become a page or a signal; those of
 * the kernel are pages that a copy to or from a program has referred to, or its end.
 */
#include "trap.h"

#include "space.h"
#include "statistics.h"
#include "switch.h"

#define exception_code(frame) (((frame)->cause & CAUSE_CODE) >> CAUSE_CODE_SHIFT)

static const char *const exception_names[] = {
    "interrupt", "TLB modified", "TLB load", "TLB store", "address error, load", "address error, store",
    "bus error, fetch", "bus error, data", "syscall", "break", "reserved instruction",
    "coprocessor unusable", "overflow", "exception 13", "exception 14", "exception 15",
};

/* The signal for what a fault could not do. No memory for it: nothing else than to end the program. */
static int fault_signal(struct proc *p, int error)
{
    switch (error) {
    case EACCES:
        return SIGBUS;
    case ENOMEM:
        kprintf("pid %d (%s): killed, no memory\n", (int)p->p_pid, current->u_comm);
        return SIGKILL;
    default:
        return SIGSEGV;
    }
}

void trap(struct frame *frame)
{
    struct proc *p = current->u_proc;
    unsigned code = exception_code(frame);
    uint32_t address = frame->badvaddr;
    int signal = 0, error;

    events.traps++;
    spl0();
    switch (code) {
    case EXC_MOD:
    case EXC_TLBL:
    case EXC_TLBS:
        error = fault(p->p_thread.t_space, address, code != EXC_TLBL);
        if (error != 0)
            signal = fault_signal(p, error);
        break;
    case EXC_ADEL:
    case EXC_ADES:
    case EXC_IBE:
    case EXC_DBE:
        signal = SIGBUS;
        break;
    case EXC_BP:
        signal = SIGTRAP;
        address = frame->epc;
        break;
    case EXC_RI:
    case EXC_CPU: /* there is no floating-point unit, and coprocessor 0 is the kernel's */
        signal = SIGILL;
        address = frame->epc;
        break;
    case EXC_OV:
        signal = SIGFPE;
        address = frame->epc;
        break;
    default:
        panic("trap: %s in user mode at %x", exception_names[code % 16], (unsigned)frame->epc);
    }
    if (signal == SIGKILL)
        signal_post(p, SIGKILL);
    else if (signal != 0)
        signal_trap(signal, code, address);
    user_notice();
}

/* A reference to a program's memory by a copy: 0 if it can be made now. */
static int copy_fault_settled(struct frame *frame, unsigned code)
{
    struct proc *p = current->u_proc;
    int error = fault(p->p_thread.t_space, frame->badvaddr, code != EXC_TLBL);

    if (error == ENOMEM)
        signal_post(p, fault_signal(p, error));
    return error;
}

void kernel_trap(struct frame *frame)
{
    unsigned code = exception_code(frame);
    uint32_t onfault = current_pcb->onfault;

    switch (code) {
    case EXC_MOD:
    case EXC_TLBL:
    case EXC_TLBS:
        if (onfault == 0 || frame->badvaddr >= KSEG0)
            break;
        if (frame->status & ST_IEP)
            splx((frame->status & ST_IM) | ST_IEC);
        if (copy_fault_settled(frame, code) == 0) {
            current_pcb->onfault = onfault;
            return;
        }
        frame->epc = onfault;
        return;
    case EXC_ADEL:
    case EXC_ADES:
    case EXC_DBE:
        if (onfault == 0)
            break;
        frame->epc = onfault;
        return;
    }
    kprintf("%s, address %x\n", exception_names[code % 16], (unsigned)frame->badvaddr);
    frame_print(frame);
    panic("kernel trap");
}
