/*
 * System calls: number in v0, arguments in a0 to a3 and then behind the room for those on the stack;
 * back come v0, v1, and in a3 whether it failed (abi/calls.h).
 */
#include <unix/calls.h>

#include "space.h"
#include "statistics.h"
#include "switch.h"
#include "trap.h"

#define REGISTER_ARGUMENTS 4
#define SYSCALL_BYTES 4

static const struct system_call unknown = { "unknown", 0, sys_none };

/* Where the program goes on when the call is done. False: its branch cannot be read. */
static bool next_instruction(struct frame *frame)
{
    uint32_t branch;

    if ((frame->cause & CAUSE_BD) == 0) {
        frame->epc += SYSCALL_BYTES;
        return true;
    }
    if (copy_in(frame->epc, &branch, sizeof branch) != 0)
        return false;
    frame->epc = branch_target(frame, frame->epc, branch);
    return true;
}

static int fetch_arguments(const struct frame *frame, int count)
{
    for (int i = 0; i < REGISTER_ARGUMENTS; i++)
        current->u_arg[i] = frame->registers[REG_A0 + i];
    if (count <= REGISTER_ARGUMENTS)
        return 0;
    return copy_in(frame->registers[REG_SP] + ARGUMENT_BYTES, &current->u_arg[REGISTER_ARGUMENTS],
                   (count - REGISTER_ARGUMENTS) * sizeof current->u_arg[0]);
}

void syscall(struct frame *frame)
{
    struct proc *p = current->u_proc;
    unsigned number = frame->registers[REG_V0];
    const struct system_call *call = number < system_call_count ? &system_calls[number] : &unknown;
    uint32_t pc = frame->epc;
    int error;

    events.syscalls++;
    spl0();
    current->u_call = number;
    if (!next_instruction(frame)) {
        signal_trap(SIGSEGV, EXC_SYS, pc);
        user_notice();
        return;
    }
    error = fetch_arguments(frame, call->arguments);
    if (error == 0) {
        current->u_value[0] = 0;
        current->u_value[1] = frame->registers[REG_V1];
        error = call->call(p, current->u_arg, current->u_value);
    }
    switch (error) {
    case 0:
        frame->registers[REG_V0] = current->u_value[0];
        frame->registers[REG_V1] = current->u_value[1];
        frame->registers[REG_A3] = 0;
        break;
    case ERESTART:
        frame->epc = pc; /* v0 and the arguments are still there */
        break;
    case EJUSTRETURN:
        break;
    default:
        frame->registers[REG_V0] = error;
        frame->registers[REG_A3] = 1;
    }
    user_notice();
}
