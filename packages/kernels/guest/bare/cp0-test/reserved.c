/* Reserved instructions: every encoding that MIPS I does not have. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

/* Bit n of a mask: number n is an instruction. */
#define OPCODES_LOW 0x000fffffu   /* SPECIAL to LUI, and the coprocessors */
#define OPCODES_HIGH 0xff5fff7fu  /* from 0x20: loads and stores, LWC and SWC of each coprocessor */
#define SPECIAL_LOW 0x0f0f33ddu   /* shifts, jumps, traps, HI and LO, multiply and divide */
#define SPECIAL_HIGH 0x00000cffu  /* from 0x20: add ... nor, slt, sltu */
#define REGIMM_ALL 0x00030003u    /* bltz bgez bltzal bgezal */
#define COP0_OPERATIONS 0x00010146u /* tlbr tlbwi tlbwr tlbp rfe */

static void check_reserved(const char *what, uint32_t number, uint32_t instruction)
{
    const enum place places[] = { ALONE, SLOT_OF_JR };

    for (unsigned i = 0; i < count_of(places); i++) {
        trap_clear();
        execute(places[i], instruction, 0, 0);
        check_trap(what, number, places[i], EXC_RI);
    }
}

void test_reserved(void)
{
    trap_catch(EXC_RI);
    check_group("reserved instructions");
    for (unsigned op = 0; op < 64; op++)
        if (!((op < 32 ? OPCODES_LOW : OPCODES_HIGH) >> op % 32 & 1))
            check_reserved("opcode", op, (uint32_t)op << 26);
    for (unsigned function = 0; function < 64; function++)
        if (!((function < 32 ? SPECIAL_LOW : SPECIAL_HIGH) >> function % 32 & 1))
            check_reserved("special", function, register_form(function, 0, 0, 0));
    for (unsigned rt = 0; rt < 32; rt++)
        if (!(REGIMM_ALL >> rt & 1))
            check_reserved("regimm", rt, immediate_form(OP_REGIMM, R_ZERO, rt, 1));
    for (unsigned operation = 0; operation < 32; operation++)
        if (!(COP0_OPERATIONS >> operation & 1))
            check_reserved("cop0 operation", operation, cp0_operation(operation));
}
