/*
 * System calls that locore.S cannot do: those in the delay slot of a branch, those that nobody has, and
 * those whose arguments cannot be read.
 */
#include <kern/exception.h>
#include <kern/thread.h>
#include <mach/exception.h>
#include <mips/copy.h>
#include <mips/spl.h>
#include <mips/trap.h>

#define SYSCALL_BYTES 4

uint32_t syscall_branch(struct mips_saved_state *state);
void syscall_no_such(int number) __attribute__((noreturn));
void syscall_fault(uint32_t address) __attribute__((noreturn));

/* Where the program goes on, 0 if that is not known; all registers are in the state. Interrupts are off
 * when it begins and when it ends. */
uint32_t syscall_branch(struct mips_saved_state *state)
{
    uint32_t branch, target = 0;

    (void)spl0();
    if (!copyin((const void *)state->pc, &branch, sizeof branch))
        target = branch_target(state, state->pc, branch);
    (void)splhigh();
    return target;
}

/* The program is shown the call itself. */
void syscall_no_such(int number)
{
    user_regs(current_thread())->pc -= SYSCALL_BYTES;
    exception(EXC_BAD_INSTRUCTION, EXC_MIPS_SYSCALL, number);
}

void syscall_fault(uint32_t address)
{
    (void)spl0();
    exception(EXC_BAD_ACCESS, KERN_INVALID_ADDRESS, address);
}
