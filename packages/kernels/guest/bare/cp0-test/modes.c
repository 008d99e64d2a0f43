/* The stack of modes in Status: exceptions push it, RFE pops it. */
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

#define STACK 0x3f    /* all three pairs of KU and IE */
#define PAIR 2        /* bits of one */
#define CURRENT_PREVIOUS 0x0f

/* RFE leaves the old pair as it is; GXemul 0.7.0 clears it. */
void test_modes(int all)
{
    const uint32_t seen = all ? STACK : CURRENT_PREVIOUS;
    const uint32_t syscall = register_form(F_SYSCALL, 0, 0, 0);

    trap_catch(EXC_SYS);
    check_group("modes");
    for (uint32_t stack = 0; stack <= STACK; stack++) {
        if (stack & ST_KUC)
            continue;
        trap_clear();
        write_c0(C0_STATUS, stack);
        execute(stack & ST_IEO ? SLOT_OF_JR : ALONE, syscall, 0, 0);
        uint32_t after = read_c0(C0_STATUS);
        write_c0(C0_STATUS, 0);
        check("pushed", stack, trap.status & STACK, (stack << PAIR) & STACK);
        check("restored", stack, after & seen,
              ((stack & CURRENT_PREVIOUS) | (stack & (ST_KUP | ST_IEP)) << PAIR) & seen);
    }
    for (uint32_t stack = 0; stack <= STACK; stack++) {
        if (stack & (ST_KUC | ST_KUP))
            continue;
        write_c0(C0_STATUS, stack);
        execute(ALONE, cp0_operation(T_RFE), 0, 0);
        uint32_t after = read_c0(C0_STATUS);
        write_c0(C0_STATUS, 0);
        check("rfe", stack, after & seen, (stack >> PAIR | (stack & (ST_KUO | ST_IEO))) & seen);
    }
}
