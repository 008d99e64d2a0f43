#include "execute.h"

#include "cache.h"
#include "check.h"
#include "encode.h"
#include "print.h"
#include "trap.h"

#define BUFFER_WORDS 64

uint32_t execute_buffer[BUFFER_WORDS] __attribute__((aligned(16)));

#define JR_RA register_form(F_JR, R_RA, 0, 0)
#define MOVE(to, from) register_form(F_ADDU, from, R_ZERO, to)
/* Branches over so many words behind the delay slot. */
#define ALWAYS(words) immediate_form(OP_BEQ, R_ZERO, R_ZERO, words)
#define NEVER(words) immediate_form(OP_BNE, R_ZERO, R_ZERO, words)
#define NEVER_LINKING(words) immediate_form(OP_REGIMM, R_ZERO, B_BLTZAL, words)

struct code code_at(enum place place, uint32_t instruction)
{
    switch (place) {
    case SLOT_OF_JR:
        return (struct code){ { JR_RA, instruction } };
    case SLOT_OF_JALR:
        return (struct code){ { register_form(F_JALR, R_RA, 0, R_T0), instruction } };
    case SLOT_TAKEN:
        return (struct code){ { ALWAYS(1), instruction, NOP, JR_RA, NOP } };
    case SLOT_NOT_TAKEN:
        return (struct code){ { NEVER(1), instruction, JR_RA, NOP } };
    case SLOT_LINKING: /* ra becomes the address of the jr, to which the handler returns, too */
        return (struct code){ { MOVE(R_T0, R_RA), NEVER_LINKING(1), instruction,
                                register_form(F_JR, R_T0, 0, 0), MOVE(R_RA, R_T0) } };
    default:
        return (struct code){ { instruction, JR_RA, NOP } };
    }
}

uint32_t code_epc(enum place place)
{
    return place == SLOT_LINKING ? 4 : 0;
}

uint32_t code_bd(enum place place)
{
    return place == ALONE ? 0 : CAUSE_BD;
}

uint32_t execute_words(const uint32_t *words, unsigned count, uint32_t a0, uint32_t a1)
{
    typedef uint32_t function(uint32_t a0, uint32_t a1);

    if (count > BUFFER_WORDS)
        panic("execute_words: %u words\n", count);
    for (unsigned i = 0; i < count; i++)
        execute_buffer[i] = words[i];
    flush_instruction_cache((uintptr_t)execute_buffer, count * sizeof *words);
    return ((function *)execute_buffer)(a0, a1);
}

uint32_t execute(enum place place, uint32_t instruction, uint32_t a0, uint32_t a1)
{
    struct code code = code_at(place, instruction);

    return execute_words(code.words, CODE_WORDS, a0, a1);
}

/* jalr writes ra before the jump is made: a handler returns behind the delay slot. */
void jump_through(uint32_t target)
{
    const uint32_t words[] = {
        MOVE(R_T0, R_RA), register_form(F_JALR, R_A0, 0, R_RA), NOP,
        register_form(F_JR, R_T0, 0, 0), MOVE(R_RA, R_T0),
    };

    execute_words(words, sizeof words / sizeof words[0], target, 0);
}

void check_trap(const char *what, uint32_t detail, enum place place, uint32_t code)
{
    check(what, detail, trap.count, 1);
    check(what, detail, trap.code, code);
    check(what, detail, trap.epc - (uint32_t)execute_buffer, code_epc(place));
    check(what, detail, trap.cause & CAUSE_BD, code_bd(place));
}
