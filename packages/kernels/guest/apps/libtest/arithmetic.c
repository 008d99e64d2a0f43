/* What the compiler calls, as the machine has no 64 bits: products, quotients, shifts; and div. */
#include <stdint.h>
#include <stdlib.h>

#include "check.h"

/* Not known to the compiler. */
static volatile uint64_t a = 0x123456789abcdef0, b = 0x12345;
static volatile int64_t c = -1234567890123456789, d = 1000003;
static volatile int shift = 37;

void test_arithmetic(void)
{
    div_t quotient = div(-17, 5);
    ldiv_t long_quotient = ldiv(1000000007, -10);

    CHECK(a / b == 0x100005b00205);
    CHECK(a % b == 0xa497);
    CHECK(a / b * b + a % b == a);
    CHECK(c / d == -1234564186430);
    CHECK(c % d == -897499);
    CHECK(a * b == 0x666666666652e6b0);
    CHECK(a >> shift == 0x91a2b3);
    CHECK(a << shift == 0x579bde0000000000);
    CHECK(c >> shift == -8982664);
    CHECK((uint32_t)a / (uint32_t)b == 0x8800);
    CHECK(__builtin_popcountll(a) == 32);
    CHECK(__builtin_clz((uint32_t)b) == 15);
    CHECK(__builtin_ctzll(a) == 4);
    CHECK(__builtin_bswap32(0x12345678 ^ (uint32_t)shift) == 0x5d563412);
    CHECK(quotient.quot == -3 && quotient.rem == -2);
    CHECK(long_quotient.quot == -100000000 && long_quotient.rem == 7);
    CHECK(abs(-5) == 5 && labs(-5L) == 5);
}
