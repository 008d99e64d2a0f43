/* Arithmetic, logic and shifts over all pairs of operands. */
#include "check.h"
#include "model.h"
#include "operands.h"
#include "stubs.h"

extern stub op_addu, op_subu, op_and, op_or, op_xor, op_nor, op_slt, op_sltu;
extern stub op_addiu, op_slti, op_sltiu, op_andi, op_ori, op_xori, op_lui;
extern stub op_sll, op_srl, op_sra, op_sllv, op_srlv, op_srav;
extern stub op_to_zero, op_same;

typedef uint32_t model(uint32_t a, uint32_t b);

static const struct {
    const char *name;
    stub *stub;
    model *model;
} three[] = {
    { "addu", op_addu, model_addu }, { "subu", op_subu, model_subu },
    { "and", op_and, model_and },    { "or", op_or, model_or },
    { "xor", op_xor, model_xor },    { "nor", op_nor, model_nor },
    { "slt", op_slt, model_slt },    { "sltu", op_sltu, model_sltu },
};

static const struct {
    const char *name;
    stub *stub;
    model *model;
    const uint32_t *immediates;
} immediate[] = {
    { "addiu", op_addiu, model_addu, signed_immediates },
    { "slti", op_slti, model_slt, signed_immediates },
    { "sltiu", op_sltiu, model_sltu, signed_immediates },
    { "andi", op_andi, model_and, unsigned_immediates },
    { "ori", op_ori, model_or, unsigned_immediates },
    { "xori", op_xori, model_xor, unsigned_immediates },
};

static const struct {
    const char *name;
    stub *by_amount, *by_register;
    model *model;
} shifts[] = {
    { "sll", op_sll, op_sllv, model_sll },
    { "srl", op_srl, op_srlv, model_srl },
    { "sra", op_sra, op_srav, model_sra },
};

#define count_of(array) (sizeof(array) / sizeof((array)[0]))

void test_arithmetic(void)
{
    for (unsigned op = 0; op < count_of(three); op++) {
        check_group(three[op].name);
        for (unsigned i = 0; i < OPERANDS * OPERANDS; i++) {
            uint32_t a = operands[i / OPERANDS], b = operands[i % OPERANDS];
            check("", i, three[op].stub(a, b), three[op].model(a, b));
        }
    }
    for (unsigned op = 0; op < count_of(immediate); op++) {
        check_group(immediate[op].name);
        for (unsigned i = 0; i < OPERANDS * IMMEDIATES; i++) {
            uint32_t a = operands[i / IMMEDIATES], b = immediate[op].immediates[i % IMMEDIATES];
            check("", i, nth(immediate[op].stub, i % IMMEDIATES, STUB_BYTES)(a, 0),
                  immediate[op].model(a, b));
        }
    }
    check_group("lui");
    for (unsigned i = 0; i < IMMEDIATES; i++)
        check("", i, nth(op_lui, i, STUB_BYTES)(0, 0), model_sll(unsigned_immediates[i], 16));
    check_group("registers");
    for (unsigned i = 0; i < OPERANDS; i++) {
        check("to zero", i, op_to_zero(operands[i], 1), 0);
        check("the same", i, op_same(operands[i], 77), model_addu(operands[i], operands[i]));
    }
}

void test_shifts(void)
{
    for (unsigned op = 0; op < count_of(shifts); op++) {
        check_group(shifts[op].name);
        for (unsigned i = 0; i < OPERANDS * 32; i++) {
            uint32_t a = operands[i / 32], by = i % 32;
            uint32_t expected = shifts[op].model(a, by);
            check("by amount", i, nth(shifts[op].by_amount, by, SHIFT_STUB_BYTES)(a, 0), expected);
            check("by register", i, shifts[op].by_register(a, by), expected);
            check("by more", i, shifts[op].by_register(a, by | 0xffffffe0), expected);
        }
    }
}
