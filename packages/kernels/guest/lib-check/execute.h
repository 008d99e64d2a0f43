/*
 * One instruction, given as a number, executed at a place of which it is known where its exception
 * must be reported: alone, or in the delay slot of a branch or jump.
 */
#ifndef EXECUTE_H
#define EXECUTE_H

#include <stdint.h>

enum place {
    ALONE,
    SLOT_OF_JR,
    SLOT_OF_JALR,
    SLOT_TAKEN,     /* of a branch that is taken */
    SLOT_NOT_TAKEN, /* of one that is not */
    SLOT_LINKING,   /* of one that links and is not taken */
    PLACES,
};
#define CODE_WORDS 6

struct code {
    uint32_t words[CODE_WORDS];
};

/* The place's code with the instruction in it. */
struct code code_at(enum place place, uint32_t instruction);
/* EPC of the instruction's exception, from the code's beginning; whether Cause has BD. */
uint32_t code_epc(enum place place);
uint32_t code_bd(enum place place);

/* Runs it in kernel mode with a0 and a1; returns v0, in which the instruction may leave something. */
uint32_t execute(enum place place, uint32_t instruction, uint32_t a0, uint32_t a1);
/* Runs words that end by themselves: jr ra, and its delay slot. */
uint32_t execute_words(const uint32_t *words, unsigned count, uint32_t a0, uint32_t a1);
/* Jumps to an address at which there is an exception, or code that returns. */
void jump_through(uint32_t target);
/* Where these run. */
extern uint32_t execute_buffer[];

/* One exception has been recorded since trap_clear, of this code, at the place's instruction. */
void check_trap(const char *what, uint32_t detail, enum place place, uint32_t code);

#endif
