/* Code that is changed while it is used: after a flush, of it or of everything, the new code runs. */
#include "cache.h"
#include "check.h"
#include "encode.h"
#include "parts.h"

#define TURNS 64
#define WHOLE_TURNS 8 /* flushes of everything take long */
#define PLACE 40 /* word of room at which the function is */

typedef uint32_t function(void);

/* A function that returns a small number. */
static void write_function(volatile uint32_t *at, unsigned number)
{
    at[0] = register_form(F_JR, R_RA, 0, 0);
    at[1] = immediate_form(OP_ADDIU, R_ZERO, R_V0, number);
}

void test_code(void)
{
    volatile uint32_t *at = &room[PLACE];
    function *run = (function *)at;

    check_group("changed code");
    for (unsigned i = 0; i < TURNS; i++) {
        write_function(at, i);
        flush_instruction_cache((uintptr_t)at, 8);
        check("range", i, run(), i);
        check("again", i, run(), i);
    }
    for (unsigned i = 0; i < WHOLE_TURNS; i++) {
        write_function(at, TURNS + i);
        flush_instruction_cache(KSEG1 - CACHE_BYTES, CACHE_BYTES);
        check("whole", i, run(), TURNS + i);
    }
    for (unsigned i = 0; i < TURNS; i++) {
        write_function(uncached(at), i); /* by its other address */
        flush_instruction_cache((uintptr_t)at, 8);
        check("written uncached", i, run(), i);
        check("run uncached", i, call_uncached(*run)(), i);
    }
    for (unsigned i = 0; i < TURNS; i++) {
        at[1] = immediate_form(OP_ADDIU, R_ZERO, R_V0, TURNS + i); /* one word of two */
        flush_instruction_cache((uintptr_t)&at[1], 4);
        check("one word", i, run(), TURNS + i);
    }
}
