/* ADD, SUB and ADDI trap exactly if they overflow. */
#include "check.h"
#include "model.h"
#include "operands.h"
#include "stubs.h"
#include "trap.h"

extern stub op_add, op_sub, op_addi, delayed_add, delayed_sub;

/* One that may overflow: traps exactly if it does, at its own address, and then writes nothing. */
static void check_overflow(unsigned i, stub *op, uint32_t epc, uint32_t bd, int overflows,
                           uint32_t a, uint32_t b, uint32_t value)
{
    trap_clear();
    uint32_t result = op(a, b);
    check("traps", i, trap.count, overflows);
    if (!overflows) {
        check("value", i, result, value);
        return;
    }
    check("code", i, trap.code, EXC_OV);
    check("epc", i, trap.epc - (uint32_t)op, epc);
    check("bd", i, trap.cause & CAUSE_BD, bd);
    if (!bd)
        check("untouched", i, result, UNTOUCHED);
}

/*
 * GXemul 0.7.0 takes a subtraction of -2^31 for an addition, and ADDI of two positive numbers never to
 * overflow.
 */
static int gxemul_errs_sub(uint32_t b)
{
    return b == 0x80000000;
}

static int gxemul_errs_addi(uint32_t a, uint32_t b)
{
    return !(a >> 31) && !(b >> 31) && model_add_overflows(a, b);
}

void test_overflow(int all)
{
    trap_catch(EXC_OV);
    check_group("add, sub, addi");
    for (unsigned i = 0; i < OPERANDS * OPERANDS; i++) {
        uint32_t a = operands[i / OPERANDS], b = operands[i % OPERANDS];
        int added = model_add_overflows(a, b), subtracted = model_sub_overflows(a, b);
        uint32_t sum = model_addu(a, b), difference = model_subu(a, b);
        check_overflow(i, op_add, STUB_INSTRUCTION, 0, added, a, b, sum);
        check_overflow(i, delayed_add, 0, CAUSE_BD, added, a, b, sum);
        if (!all && gxemul_errs_sub(b))
            continue;
        check_overflow(i, op_sub, STUB_INSTRUCTION, 0, subtracted, a, b, difference);
        check_overflow(i, delayed_sub, 0, CAUSE_BD, subtracted, a, b, difference);
    }
    for (unsigned i = 0; i < OPERANDS * IMMEDIATES; i++) {
        uint32_t a = operands[i / IMMEDIATES], b = signed_immediates[i % IMMEDIATES];
        if (!all && gxemul_errs_addi(a, b))
            continue;
        check_overflow(i, nth(op_addi, i % IMMEDIATES, STUB_BYTES), STUB_INSTRUCTION, 0,
                       model_add_overflows(a, b), a, b, model_addu(a, b));
    }
}
