/*
 * Exceptions: a vector stub in low memory, one entry that saves every register (exception-entry.S),
 * and a table of handlers in C.
 *
 *      0x80000000  utlb_vector     a miss in kuseg: as any other, unless replaced (install_utlb)
 *      0x80000080  general_vector  ──► exception_entry ──► exception ──► exception_handlers[code]
 */
#ifndef EXCEPTION_H
#define EXCEPTION_H

#include <stdint.h>

#include "cp0.h"
#include "frame.h"

typedef void exception_handler(struct frame *frame);

/* By exception code; where there is none, the exception is printed and the machine halts. */
extern exception_handler *exception_handlers[EXC_COUNT];

void install_vectors(void);
/* Puts other code at the vector of misses in kuseg. */
void install_utlb(const void *code, const void *end);

static inline unsigned exception_code(const struct frame *frame)
{
    return (frame->cause & CAUSE_CODE) >> CAUSE_CODE_SHIFT;
}

/*
 * Runs user code at `entry` until it ends its run by leave_user in a handler; returns what that was
 * given. `status` is the Status of the user: its bits KUp and IEp are what counts.
 */
uint32_t enter_user(uint32_t entry, uint32_t user_stack, uint32_t argument, uint32_t status);
void leave_user(uint32_t value) __attribute__((noreturn));

#endif
