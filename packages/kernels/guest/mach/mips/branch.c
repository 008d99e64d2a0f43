/*
 * A system call in the delay slot of a branch: EPC is the branch, so where the program goes on must be
 * computed from it (R3000 book, chapter 6; 4.4BSD's MachEmulateBranch).
 */
#include <mips/trap.h>

/* Fields and opcodes of MIPS I (R3000 book, appendix A). */
#define OPCODE(word) ((word) >> 26)
#define RS(word) ((word) >> 21 & 31)
#define RT(word) ((word) >> 16 & 31)
#define FUNCTION_CODE(word) ((word) & 63)
enum { SPECIAL = 0, REGIMM = 1, J = 2, JAL = 3, BEQ = 4, BNE = 5, BLEZ = 6, BGTZ = 7 };
enum { JR = 8, JALR = 9 };
enum { BLTZ = 0, BGEZ = 1, BLTZAL = 16, BGEZAL = 17 };

uint32_t branch_target(const struct mips_saved_state *state, uint32_t pc, uint32_t instruction)
{
    int32_t rs = RS(instruction) == 0 ? 0 : state->reg[RS(instruction)];
    int32_t rt = RT(instruction) == 0 ? 0 : state->reg[RT(instruction)];
    uint32_t taken = pc + 4 + ((int32_t)(int16_t)instruction << 2);
    uint32_t next = pc + 8;

    switch (OPCODE(instruction)) {
    case SPECIAL:
        return FUNCTION_CODE(instruction) == JR || FUNCTION_CODE(instruction) == JALR ? (uint32_t)rs : next;
    case REGIMM:
        switch (RT(instruction)) {
        case BLTZ:
        case BLTZAL:
            return rs < 0 ? taken : next;
        case BGEZ:
        case BGEZAL:
            return rs >= 0 ? taken : next;
        }
        return next;
    case J:
    case JAL:
        return ((pc + 4) & 0xf0000000) | (instruction & 0x03ffffff) << 2;
    case BEQ:
        return rs == rt ? taken : next;
    case BNE:
        return rs != rt ? taken : next;
    case BLEZ:
        return rs <= 0 ? taken : next;
    case BGTZ:
        return rs > 0 ? taken : next;
    }
    return next;
}
