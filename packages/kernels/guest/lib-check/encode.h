/*
 * Instructions as numbers, for code that is put together at run time.
 * Source: Kane and Heinrich, MIPS RISC Architecture (1992), appendix A.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include <stdint.h>

/* Registers that such code uses, by their conventional names. */
enum { R_ZERO = 0, R_V0 = 2, R_V1 = 3, R_A0 = 4, R_A1 = 5, R_T0 = 8, R_T1 = 9, R_RA = 31 };

/* Primary opcodes, bits 31:26 */
enum {
    OP_SPECIAL = 0x00, OP_REGIMM = 0x01, OP_BEQ = 0x04, OP_BNE = 0x05, OP_ADDI = 0x08, OP_ADDIU = 0x09,
    OP_ORI = 0x0d, OP_LUI = 0x0f, OP_COP0 = 0x10, OP_COP1 = 0x11, OP_LB = 0x20, OP_LH = 0x21,
    OP_LWL = 0x22, OP_LW = 0x23, OP_LBU = 0x24, OP_LHU = 0x25, OP_LWR = 0x26, OP_SB = 0x28,
    OP_SH = 0x29, OP_SWL = 0x2a, OP_SW = 0x2b, OP_SWR = 0x2e, OP_LWC0 = 0x30, OP_SWC0 = 0x38,
};
/* SPECIAL: bits 5:0 */
enum { F_JR = 0x08, F_JALR = 0x09, F_SYSCALL = 0x0c, F_BREAK = 0x0d, F_ADD = 0x20, F_ADDU = 0x21, F_SUB = 0x22 };
/* REGIMM: bits 20:16 */
enum { B_BLTZ = 0x00, B_BLTZAL = 0x10 };
/* Coprocessors: bits 25:21, and with bit 25 set, coprocessor 0's bits 5:0 */
enum { C_MF = 0x00, C_CF = 0x02, C_MT = 0x04, C_CT = 0x06, C_BRANCH = 0x08, C_OPERATION = 0x10 };
enum { T_TLBR = 0x01, T_TLBWI = 0x02, T_TLBWR = 0x06, T_TLBP = 0x08, T_RFE = 0x10 };

#define NOP 0u

static inline uint32_t immediate_form(unsigned opcode, unsigned rs, unsigned rt, unsigned immediate)
{
    return (uint32_t)opcode << 26 | rs << 21 | rt << 16 | (immediate & 0xffff);
}

static inline uint32_t register_form(unsigned function, unsigned rs, unsigned rt, unsigned rd)
{
    return rs << 21 | rt << 16 | rd << 11 | function;
}

/* Of coprocessor n: move to or from its register rd, or a branch, whose rt is 0 (false) or 1 (true). */
static inline uint32_t coprocessor_form(unsigned n, unsigned what, unsigned rt, unsigned rd)
{
    return (uint32_t)(OP_COP0 + n) << 26 | what << 21 | rt << 16 | rd << 11;
}

static inline uint32_t cp0_operation(unsigned operation)
{
    return (uint32_t)OP_COP0 << 26 | C_OPERATION << 21 | operation;
}

#endif
