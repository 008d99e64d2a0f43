/* Exceptions, for C (locore.S). */
#ifndef MIPS_TRAP_H
#define MIPS_TRAP_H

#include <mach/boolean.h>
#include <mips/pcb.h>

/* An exception of user mode but interrupt, syscall and TLB modified; does not always return. */
void trap(struct mips_saved_state *state);
void kernel_trap(struct mips_saved_state *state);
void interrupt(uint32_t status, uint32_t cause, uint32_t pc);
boolean_t tlb_mod(struct mips_saved_state *state, boolean_t user);

/* Where a program goes on after the branch at `pc`, whose delay slot has been executed. */
uint32_t branch_target(const struct mips_saved_state *state, uint32_t pc, uint32_t instruction);
void state_print(const struct mips_saved_state *state);

#endif
