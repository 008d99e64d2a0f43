/*
 * Exceptions that are wanted: recorded, and then the function in which they happened returns (to ra,
 * which functions under test leave alone), with its registers as they are.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdint.h>

#include "exception.h"

struct trap {
    unsigned count; /* since trap_clear */
    uint32_t code, epc, cause, badvaddr, status, entry_hi, context;
};

extern struct trap trap;

/* Exceptions of this code are recorded from now on. */
void trap_catch(unsigned code);
void trap_clear(void);
/* The handler by itself. */
void trap_record(struct frame *frame);

#endif
