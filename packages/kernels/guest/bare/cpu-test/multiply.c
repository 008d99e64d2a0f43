/* Multiplication and division over all pairs of operands. */
#include "check.h"
#include "model.h"
#include "operands.h"
#include "stubs.h"

extern stub64 op_mult, op_multu, op_div, op_divu, op_move, op_multu_later;

static uint64_t model_multu(uint32_t a, uint32_t b)
{
    uint64_t product = 0, addend = a;

    for (; b != 0; b >>= 1, addend += addend)
        if (b & 1)
            product += addend;
    return product;
}

static uint64_t model_mult(uint32_t a, uint32_t b)
{
    uint64_t product = model_multu(a, b);

    if (a >> 31)
        product -= (uint64_t)b << 32;
    if (b >> 31)
        product -= (uint64_t)a << 32;
    return product;
}

static uint64_t hi_lo(uint32_t hi, uint32_t lo)
{
    return (uint64_t)hi << 32 | lo;
}

/* Division by zero: the dividend remains, and the quotient is all ones. */
static uint64_t model_divu(uint32_t a, uint32_t b)
{
    uint32_t quotient = 0;
    uint64_t remainder = 0;

    if (b == 0)
        return hi_lo(a, 0xffffffff);
    for (int bit = 31; bit >= 0; bit--) {
        remainder = remainder << 1 | (a >> bit & 1);
        quotient <<= 1;
        if (remainder >= b) {
            remainder -= b;
            quotient |= 1;
        }
    }
    return hi_lo(remainder, quotient);
}

/* The remainder has the sign of the dividend; divided by zero, the quotient is 1 or -1, the other sign. */
static uint64_t model_div(uint32_t a, uint32_t b)
{
    uint64_t result;

    if (b == 0)
        return hi_lo(a, a >> 31 ? 1 : 0xffffffff);
    result = model_divu(a >> 31 ? -a : a, b >> 31 ? -b : b);
    uint32_t remainder = result >> 32, quotient = result;
    return hi_lo(a >> 31 ? -remainder : remainder, (a ^ b) >> 31 ? -quotient : quotient);
}

static const struct {
    const char *name;
    stub64 *stub;
    uint64_t (*model)(uint32_t a, uint32_t b);
} pairs[] = {
    { "mult", op_mult, model_mult },
    { "multu", op_multu, model_multu },
    { "div", op_div, model_div },
    { "divu", op_divu, model_divu },
};
enum { DIV = 2 }; /* from here on: divisions */

/* GXemul 0.7.0 leaves LO 0 after a division by zero, and after one whose quotient is 2^31. */
static int gxemul_errs(unsigned op, uint32_t a, uint32_t b)
{
    return op >= DIV && (b == 0 || (op == DIV && a == 0x80000000 && b == 0xffffffff));
}

void test_multiply(int all)
{
    for (unsigned op = 0; op < sizeof pairs / sizeof pairs[0]; op++) {
        check_group(pairs[op].name);
        for (unsigned i = 0; i < OPERANDS * OPERANDS; i++) {
            uint32_t a = operands[i / OPERANDS], b = operands[i % OPERANDS];
            if (!all && gxemul_errs(op, a, b))
                continue;
            uint64_t got = pairs[op].stub(a, b), expected = pairs[op].model(a, b);
            check("lo", i, got, expected);
            check("hi", i, got >> 32, expected >> 32);
        }
    }
    check_group("hi and lo");
    for (unsigned i = 0; i < OPERANDS; i++) {
        uint64_t got = op_move(operands[i], ~operands[i]);
        check("lo", i, got, operands[i]);
        check("hi", i, got >> 32, ~operands[i]);
        got = op_multu_later(operands[i], 0x10001);
        check("later lo", i, got, model_multu(operands[i], 0x10001));
        check("later hi", i, got >> 32, model_multu(operands[i], 0x10001) >> 32);
    }
}
