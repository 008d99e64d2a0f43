/*
 * The frame of a signal's handler on the program's stack: its registers, and what sigreturn sets again.
 * What comes back from there is the program's own: of the processor's state it only gets registers and
 * the place where it goes on; Status stays what the kernel made it.
 */
#include "space.h"

#define SIGNAL_MAGIC 0x51674672
#define STACK_ALIGNMENT 8

/* What the program sees of it is abi/signal.h's business: nothing. */
struct signal_frame {
    uint32_t room[4]; /* o32: for the handler's arguments */
    uint32_t magic;
    uint32_t on_stack;
    uint32_t mask;
    uint32_t pc;
    uint32_t registers[32];
    uint32_t lo, hi;
    uint32_t signal, code; /* for people */
};

int signal_frame_push(const struct signal_entry *entry)
{
    struct frame *frame = user_frame;
    struct signal_frame made;
    uaddr_t at = entry->stack != 0 ? entry->stack : frame->registers[REG_SP];

    at = (at - sizeof made) & ~(uaddr_t)(STACK_ALIGNMENT - 1);
    bzero(made.room, sizeof made.room);
    made.magic = SIGNAL_MAGIC;
    made.on_stack = entry->on_stack;
    made.mask = entry->mask;
    made.pc = frame->epc;
    bcopy(frame->registers, made.registers, sizeof made.registers);
    made.registers[0] = 0;
    made.lo = frame->lo;
    made.hi = frame->hi;
    made.signal = entry->signal;
    made.code = entry->code;
    if (copy_out(&made, at, sizeof made) != 0)
        return EFAULT;
    frame->registers[REG_A0] = entry->signal;
    frame->registers[REG_A1] = entry->code;
    frame->registers[REG_A2] = at;
    frame->registers[REG_A3] = entry->handler;
    frame->registers[REG_SP] = at;
    frame->epc = entry->trampoline;
    return 0;
}

int signal_frame_pop(uaddr_t address, uint32_t *mask, bool *on_stack)
{
    struct frame *frame = user_frame;
    struct signal_frame made;

    if (address % STACK_ALIGNMENT != 0)
        return EINVAL;
    if (copy_in(address, &made, sizeof made) != 0)
        return EFAULT;
    if (made.magic != SIGNAL_MAGIC || made.pc >= KSEG0 || made.pc % 4 != 0)
        return EINVAL;
    bcopy(made.registers, frame->registers, sizeof made.registers);
    frame->lo = made.lo;
    frame->hi = made.hi;
    frame->epc = made.pc;
    *mask = made.mask;
    *on_stack = made.on_stack != 0;
    return 0;
}
