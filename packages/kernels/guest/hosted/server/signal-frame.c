/*
 * The frame of a signal's handler on the program's stack: its registers, and what sigreturn sets again.
 * What comes back from there is the program's own: the host lets it have nothing else.
 */
#include "server.h"

#define SIGNAL_MAGIC 0x51674672
#define STACK_ALIGNMENT 16
#define RED_ZONE 128          /* below rsp, and in use (System V ABI, 3.2.2) */
#define FLAGS_BEGIN 0x202     /* interrupts on, as always */
#define FLAGS_PROGRAM 0xcd5   /* results of arithmetic, and the direction */

struct signal_frame {
    uint32_t magic;
    uint32_t on_stack;
    uint32_t mask;
    uint32_t signal, code; /* for people */
    uint32_t padding;
    struct registers registers;
};

int signal_frame_push(const struct signal_entry *entry)
{
    struct registers *r = &current->u_proc->p_thread.t_registers;
    struct signal_frame made = {
        .magic = SIGNAL_MAGIC,
        .on_stack = entry->on_stack,
        .mask = entry->mask,
        .signal = entry->signal,
        .code = entry->code,
        .registers = *r,
    };
    uaddr_t at = entry->stack != 0 ? entry->stack : r->rsp - RED_ZONE;

    at = (at - sizeof made) & ~(uaddr_t)(STACK_ALIGNMENT - 1);
    if (copy_out(&made, at, sizeof made) != 0)
        return EFAULT;
    r->rdi = entry->signal;
    r->rsi = entry->code;
    r->rdx = at;
    r->rcx = entry->handler;
    r->rsp = at;
    r->rip = entry->trampoline;
    r->rflags = FLAGS_BEGIN;
    return 0;
}

int signal_frame_pop(uaddr_t address, uint32_t *mask, bool *on_stack)
{
    struct signal_frame made;

    if (address % STACK_ALIGNMENT != 0)
        return EINVAL;
    if (copy_in(address, &made, sizeof made) != 0)
        return EFAULT;
    if (made.magic != SIGNAL_MAGIC || made.registers.rip >= STACK_TOP)
        return EINVAL;
    made.registers.rflags = (made.registers.rflags & FLAGS_PROGRAM) | FLAGS_BEGIN;
    current->u_proc->p_thread.t_registers = made.registers;
    *mask = made.mask;
    *on_stack = made.on_stack != 0;
    return 0;
}
