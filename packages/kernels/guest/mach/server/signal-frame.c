/*
 * The frame of a signal's handler on the program's stack: its registers, and what sigreturn sets again.
 * What comes back from there is the program's own: the kernel lets it have nothing else.
 */
#include "server.h"

#define SIGNAL_MAGIC 0x51674672
#define STACK_ALIGNMENT 8

enum { REG_A0 = 4, REG_A1 = 5, REG_A2 = 6, REG_A3 = 7, REG_SP = 29 };

/* What the program sees of it is abi/signal.h's business: nothing. */
struct signal_frame {
    uint32_t room[4]; /* o32: for the handler's arguments */
    uint32_t magic;
    uint32_t on_stack;
    uint32_t mask;
    bsd_registers_t registers;
    uint32_t signal, code; /* for people */
};

int signal_frame_push(const struct signal_entry *entry)
{
    int *r = current->u_proc->p_thread.t_registers;
    struct signal_frame made;
    uaddr_t at = entry->stack != 0 ? entry->stack : (uaddr_t)r[REG_SP];

    at = (at - sizeof made) & ~(uaddr_t)(STACK_ALIGNMENT - 1);
    bzero(made.room, sizeof made.room);
    made.magic = SIGNAL_MAGIC;
    made.on_stack = entry->on_stack;
    made.mask = entry->mask;
    bcopy(r, made.registers, sizeof made.registers);
    made.signal = entry->signal;
    made.code = entry->code;
    if (copy_out(&made, at, sizeof made) != 0)
        return EFAULT;
    r[REG_A0] = entry->signal;
    r[REG_A1] = entry->code;
    r[REG_A2] = at;
    r[REG_A3] = entry->handler;
    r[REG_SP] = at;
    r[BSD_PC] = entry->trampoline;
    return 0;
}

int signal_frame_pop(uaddr_t address, uint32_t *mask, bool *on_stack)
{
    struct signal_frame made;
    uint32_t pc;

    if (address % STACK_ALIGNMENT != 0)
        return EINVAL;
    if (copy_in(address, &made, sizeof made) != 0)
        return EFAULT;
    pc = made.registers[BSD_PC];
    if (made.magic != SIGNAL_MAGIC || pc >= stack_top || pc % 4 != 0)
        return EINVAL;
    bcopy(made.registers, current->u_proc->p_thread.t_registers, sizeof made.registers);
    *mask = made.mask;
    *on_stack = made.on_stack != 0;
    return 0;
}
