/*
 * The four steps by which Mach 3.0 (mips/mips_cache.s) convinces itself of the caches when it starts:
 * it does not start if one of them fails.
 */
#include "cache.h"
#include "check.h"
#include "encode.h"
#include "functional.h"
#include "parts.h"

#define WORD 20 /* of room */
#define FIRST 0x0c0ffee0
#define SECOND 0x5ca1ab1e

void test_mach(void)
{
    typedef uint32_t function(void);

    check_group("as Mach");
    memory_word(WORD) = 0;
    cached_word(WORD) = FIRST;
    check("1: written through", 0, memory_word(WORD), FIRST);
    memory_word(WORD) = SECOND;
    check("2: and kept", 0, cached_word(WORD), FIRST);
    flush_data_cache((uintptr_t)&room[WORD], 4);
    check("3: until flushed", 0, cached_word(WORD), SECOND);

    cached_word(WORD) = register_form(F_JR, R_RA, 0, 0);
    for (unsigned i = 0; i < 2; i++) {
        cached_word(WORD + 1) = immediate_form(OP_ADDIU, R_ZERO, R_V0, 1 + i);
        flush_instruction_cache((uintptr_t)&room[WORD], 8);
        check("4: code patched", i, ((function *)&room[WORD])(), 1 + i);
    }
}
