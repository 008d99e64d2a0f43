/* The register file: the checksum of register-file.S, computed here. */
#include "check.h"
#include "operands.h"
#include "stubs.h"

uint32_t register_file(uint32_t seed);

static const uint8_t used[] = {
    1,  2,  3,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30,
};

static uint32_t expected(uint32_t seed)
{
    uint32_t sum = seed;

    for (unsigned i = 0; i < sizeof used; i++)
        sum = (sum << 5 | sum >> 27) + used[i] * 0x01010101u + seed;
    return sum + 31 * 0x01010101u + seed;
}

void test_register_file(void)
{
    check_group("register file");
    for (unsigned i = 0; i < OPERANDS; i++)
        check("", i, register_file(operands[i]), expected(operands[i]));
}
