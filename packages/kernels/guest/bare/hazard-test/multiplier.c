/* Results of the multiplier, read in the very next instruction. */
#include "check.h"
#include "hazards.h"
#include "operands.h"
#include "stubs.h"
#include "trap.h"

extern stub64 at_once_multu, at_once_divu, at_once_twice, at_once_mtlo, at_once_slot, at_once_syscall;

void test_multiplier(void)
{
    trap_catch(EXC_SYS);
    check_group("hi and lo at once");
    for (unsigned i = 1; i < OPERANDS * OPERANDS; i++) {
        uint32_t a = operands[i / OPERANDS], b = operands[i % OPERANDS] | 1; /* no division by zero */
        uint64_t product = (uint64_t)a * b, rest = (uint64_t)(a % b) << 32 | a / b;
        struct {
            const char *name;
            stub64 *stub;
            uint64_t expected;
        } cases[] = {
            { "multu", at_once_multu, product },
            { "divu", at_once_divu, rest },
            { "divu, multu", at_once_twice, product },
            { "multu, mtlo", at_once_mtlo, (product & 0xffffffff00000000) | a },
            { "in a delay slot", at_once_slot, product },
            { "syscall", at_once_syscall, product },
        };
        for (unsigned c = 0; c < sizeof cases / sizeof cases[0]; c++) {
            uint64_t got = cases[c].stub(a, b);
            check(cases[c].name, i, got, cases[c].expected);
            check(cases[c].name, i, got >> 32, cases[c].expected >> 32);
        }
    }
}
