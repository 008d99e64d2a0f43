/*
 * The integer helpers that gcc calls. The distribution's libgcc has them in MIPS32 code, which the
 * R3000 does not execute, so they are here.
 */
#include <stdint.h>

/* Quotient and remainder by shifting and subtracting, a bit at a time. */
static uint64_t divide(uint64_t dividend, uint64_t divisor, uint64_t *remainder)
{
    uint64_t quotient = 0, bit = 1;

    if (divisor == 0) { /* as DIVU does it */
        *remainder = dividend;
        return UINT64_MAX;
    }
    if (((dividend | divisor) >> 32) == 0) {
        *remainder = (uint32_t)dividend % (uint32_t)divisor;
        return (uint32_t)dividend / (uint32_t)divisor;
    }
    while ((divisor >> 63) == 0 && divisor < dividend) {
        divisor <<= 1;
        bit <<= 1;
    }
    for (; bit != 0; bit >>= 1, divisor >>= 1)
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient |= bit;
        }
    *remainder = dividend;
    return quotient;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;

    return divide(dividend, divisor, &remainder);
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t remainder;

    divide(dividend, divisor, &remainder);
    return remainder;
}

int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    uint64_t remainder;
    uint64_t quotient = divide(magnitude(dividend), magnitude(divisor), &remainder);

    return (dividend < 0) != (divisor < 0) ? -quotient : quotient;
}

int64_t __moddi3(int64_t dividend, int64_t divisor)
{
    uint64_t remainder;

    divide(magnitude(dividend), magnitude(divisor), &remainder);
    return dividend < 0 ? -remainder : remainder;
}

int __clzsi2(uint32_t value)
{
    int zeros = 0;

    for (int step = 16; step > 0; step >>= 1)
        if ((value >> (32 - step)) == 0) {
            zeros += step;
            value <<= step;
        }
    return value == 0 ? 32 : zeros;
}

int __ctzsi2(uint32_t value)
{
    return 31 - __clzsi2(value & -value);
}

int __popcountsi2(uint32_t value)
{
    value -= (value >> 1) & 0x55555555;
    value = (value & 0x33333333) + ((value >> 2) & 0x33333333);
    value = (value + (value >> 4)) & 0x0f0f0f0f;
    value += value >> 8;
    return (value + (value >> 16)) & 0x3f;
}

int __paritysi2(uint32_t value)
{
    return __popcountsi2(value) & 1;
}

uint32_t __bswapsi2(uint32_t value)
{
    return value << 24 | (value & 0xff00) << 8 | ((value >> 8) & 0xff00) | value >> 24;
}

uint64_t __bswapdi2(uint64_t value)
{
    return (uint64_t)__bswapsi2(value) << 32 | __bswapsi2(value >> 32);
}

int __clzdi2(uint64_t value)
{
    return value >> 32 ? __clzsi2(value >> 32) : 32 + __clzsi2(value);
}

int __ctzdi2(uint64_t value)
{
    return (uint32_t)value ? __ctzsi2(value) : 32 + __ctzsi2(value >> 32);
}

int __popcountdi2(uint64_t value)
{
    return __popcountsi2(value) + __popcountsi2(value >> 32);
}
