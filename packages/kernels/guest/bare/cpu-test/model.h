/*
 * What the instructions compute, written without them where that is possible: sums bit by bit,
 * comparisons by borrows, products and quotients by shifts.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

static inline uint32_t model_addu(uint32_t a, uint32_t b)
{
    while (b != 0) {
        uint32_t carry = a & b;
        a ^= b;
        b = carry << 1;
    }
    return a;
}

static inline uint32_t model_subu(uint32_t a, uint32_t b)
{
    return model_addu(a, model_addu(~b, 1));
}

static inline uint32_t model_and(uint32_t a, uint32_t b)
{
    uint32_t result = 0;

    for (int bit = 0; bit < 32; bit++)
        if ((a >> bit & 1) + (b >> bit & 1) == 2)
            result |= 1u << bit;
    return result;
}

static inline uint32_t model_or(uint32_t a, uint32_t b)
{
    return ~model_and(~a, ~b);
}

static inline uint32_t model_xor(uint32_t a, uint32_t b)
{
    return model_and(model_or(a, b), ~model_and(a, b));
}

static inline uint32_t model_nor(uint32_t a, uint32_t b)
{
    return ~model_or(a, b);
}

/* The borrow out of a - b. */
static inline uint32_t model_sltu(uint32_t a, uint32_t b)
{
    uint32_t difference = model_subu(a, b);

    return ((~a & b) | (~(a ^ b) & difference)) >> 31;
}

static inline uint32_t model_slt(uint32_t a, uint32_t b)
{
    return model_sltu(a ^ 0x80000000, b ^ 0x80000000);
}

/* Whether a signed sum has another sign than both of its parts. */
static inline int model_add_overflows(uint32_t a, uint32_t b)
{
    uint32_t sum = model_addu(a, b);

    return ((a ^ sum) & (b ^ sum)) >> 31;
}

static inline int model_sub_overflows(uint32_t a, uint32_t b)
{
    uint32_t difference = model_subu(a, b);

    return ((a ^ b) & (a ^ difference)) >> 31;
}

static inline uint32_t model_sll(uint32_t a, uint32_t by)
{
    for (by &= 31; by > 0; by--)
        a = model_addu(a, a);
    return a;
}

static inline uint32_t model_srl(uint32_t a, uint32_t by)
{
    uint32_t result = 0;

    by &= 31;
    for (uint32_t bit = by; bit < 32; bit++)
        if (a & model_sll(1, bit))
            result |= model_sll(1, bit - by);
    return result;
}

static inline uint32_t model_sra(uint32_t a, uint32_t by)
{
    return a & 0x80000000 ? ~model_srl(~a, by) : model_srl(a, by);
}

#endif
