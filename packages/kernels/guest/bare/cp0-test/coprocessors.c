/* Coprocessors 1 to 3 while they are not usable, and coprocessor 0's own branch. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

static void check_unusable(const char *what, unsigned n, uint32_t instruction)
{
    for (enum place place = ALONE; place < PLACES; place++) {
        trap_clear();
        execute(place, instruction, 0, 0);
        check_trap(what, n, place, EXC_CPU);
        check(what, n, (trap.cause & CAUSE_CE) >> CAUSE_CE_SHIFT, n);
    }
}

/* BC0T and BC0F: the condition is that the write buffer is empty, and it soon is. */
static uint32_t branches(unsigned condition)
{
    const uint32_t code[] = {
        coprocessor_form(0, C_BRANCH, condition, 0) | 3,
        immediate_form(OP_ADDIU, R_ZERO, R_V0, 1), /* delay slot */
        register_form(F_JR, R_RA, 0, 0),
        immediate_form(OP_ADDIU, R_V0, R_V0, 2), /* not taken */
        register_form(F_JR, R_RA, 0, 0),
        immediate_form(OP_ADDIU, R_V0, R_V0, 4), /* taken */
    };

    return execute_words(code, count_of(code), 0, 0);
}

static void check_coprocessor(unsigned n)
{
    check_unusable("mfc", n, coprocessor_form(n, C_MF, R_V0, 0));
    check_unusable("mtc", n, coprocessor_form(n, C_MT, R_V0, 0));
    check_unusable("cfc", n, coprocessor_form(n, C_CF, R_V0, 31));
    check_unusable("ctc", n, coprocessor_form(n, C_CT, R_V0, 31));
    check_unusable("bcf", n, coprocessor_form(n, C_BRANCH, 0, 0));
    check_unusable("bct", n, coprocessor_form(n, C_BRANCH, 1, 0));
    check_unusable("cop", n, coprocessor_form(n, C_OPERATION, 0, 0));
    check_unusable("lwc", n, immediate_form(OP_LWC0 + n, R_ZERO, 0, 0));
    check_unusable("swc", n, immediate_form(OP_SWC0 + n, R_ZERO, 0, 0));
}

/*
 * Coprocessor 1 only where not `all`: GXemul 0.7.0 stops at the others' loads and stores, and of BC0
 * has BC0F to itself, the loop of those who wait. There is no coprocessor: CU bits change nothing.
 */
void test_coprocessors(int all)
{
    trap_catch(EXC_CPU);
    check_group("coprocessors");
    check_coprocessor(1);
    if (!all)
        return;
    check_coprocessor(2);
    check_coprocessor(3);
    for (unsigned n = 1; n <= 3; n++) {
        write_c0(C0_STATUS, ST_CU0 | ST_CU1 | ST_CU2 | ST_CU3);
        check_coprocessor(n);
        write_c0(C0_STATUS, 0);
    }
    check("bc0t", 0, branches(1), 1 + 4);
    check("bc0f", 0, branches(0), 1 + 2);
}
