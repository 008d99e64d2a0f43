/* Exceptions, for C (exception.S). */
#ifndef TRAP_H
#define TRAP_H

#include "layout.h"

void trap(struct frame *frame);
void kernel_trap(struct frame *frame);
void syscall(struct frame *frame);
void interrupt(uint32_t status, uint32_t cause, uint32_t pc);

/* Where a program goes on after the branch at `pc`, whose delay slot has been executed: by the
 * registers of the frame. The word of the branch is `instruction`. */
uint32_t branch_target(const struct frame *frame, uint32_t pc, uint32_t instruction);

/* Prints registers, and by whom they were left. */
void frame_print(const struct frame *frame);

#endif
