/*
 * Reserved instructions: every encoding that MIPS I does not have. GXemul 0.7.0 executes some, warns of
 * others, and stops at the rest.
 */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

/* Bit n of a mask: number n is an instruction. Of two words, the second begins at number 32. */
static const uint32_t opcodes[] = {
    0x000fffff, /* SPECIAL to LUI, and the coprocessors */
    0x0f0f4f7f, /* loads and stores, LWC and SWC of each coprocessor */
};
static const uint32_t specials[] = {
    0x0f0f33dd, /* shifts, jumps, traps, HI and LO, multiply and divide */
    0x00000cff, /* add to nor, slt, sltu */
};
static const uint32_t regimms[] = { 0x00030003 };         /* bltz bgez bltzal bgezal */
static const uint32_t cp0_formats[] = { 0xffff0111 };     /* mfc0 mtc0 bc0, operations */
static const uint32_t cp0_branches[] = { 0x00000003 };    /* bc0f bc0t */
static const uint32_t cp0_operations[] = { 0x00010146, 0 }; /* tlbr tlbwi tlbwr tlbp rfe */

static int has(const uint32_t *mask, unsigned number)
{
    return mask[number / 32] >> number % 32 & 1;
}

static void check_reserved(const char *what, uint32_t number, uint32_t instruction)
{
    const enum place places[] = { ALONE, SLOT_OF_JR };

    for (unsigned i = 0; i < count_of(places); i++) {
        trap_clear();
        execute(places[i], instruction, 0, 0);
        check_trap(what, number, places[i], EXC_RI);
    }
}

/* A field of the instruction: where it is, how many numbers it has, which of them are instructions. */
static const struct {
    const char *name;
    uint32_t rest; /* of the instruction */
    unsigned shift, numbers;
    const uint32_t *known;
} fields[] = {
    { "opcode", 0, 26, 64, opcodes },
    { "special", 0, 0, 64, specials },
    { "regimm", OP_REGIMM << 26 | 1, 16, 32, regimms },
    { "cop0", (uint32_t)OP_COP0 << 26, 21, 32, cp0_formats },
    { "bc0", (uint32_t)OP_COP0 << 26 | C_BRANCH << 21 | 1, 16, 32, cp0_branches },
    { "cop0 operation", (uint32_t)OP_COP0 << 26 | C_OPERATION << 21, 0, 64, cp0_operations },
};

void test_reserved(void)
{
    trap_catch(EXC_RI);
    check_group("reserved instructions");
    for (unsigned i = 0; i < count_of(fields); i++)
        for (unsigned number = 0; number < fields[i].numbers; number++)
            if (!has(fields[i].known, number))
                check_reserved(fields[i].name, number, fields[i].rest | (uint32_t)number << fields[i].shift);
    check_reserved("lwc0", 0, (uint32_t)OP_LWC0 << 26);
    check_reserved("swc0", 0, (uint32_t)OP_SWC0 << 26);
}
