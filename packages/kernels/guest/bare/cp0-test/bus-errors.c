/*
 * Bus errors: nothing answers at the reserved slots of TURBOchannel. (GXemul 0.7.0 reads 0 there, and
 * warns.)
 */
#include "board.h"
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

#define MISALIGNED (KSEG0 + 1)

static const struct {
    const char *name;
    unsigned opcode;
} loads[] = {
    { "lb", OP_LB }, { "lbu", OP_LBU }, { "lh", OP_LH },   { "lhu", OP_LHU },
    { "lw", OP_LW }, { "lwl", OP_LWL }, { "lwr", OP_LWR },
};

void test_bus_errors(void)
{
    trap_catch(EXC_DBE);
    trap_catch(EXC_IBE);
    trap_catch(EXC_ADEL);
    check_group("bus errors");
    /* BadVAddr stays what the last address error has left in it. */
    execute(ALONE, immediate_form(OP_LW, R_A0, R_V0, 0), MISALIGNED, 0);
    uint32_t badvaddr = read_c0(C0_BADVADDR);
    for (unsigned i = 0; i < count_of(loads); i++)
        for (enum place place = ALONE; place < PLACES; place++) {
            trap_clear();
            execute(place, immediate_form(loads[i].opcode, R_A0, R_V0, 0), EMPTY_SLOT, 0);
            check_trap(loads[i].name, place, place, EXC_DBE);
            check("badvaddr", place, trap.badvaddr, badvaddr);
        }
    trap_clear();
    jump_through(EMPTY_SLOT);
    check("fetch", 0, trap.count, 1);
    check("fetch", 1, trap.code, EXC_IBE);
    check("fetch", 2, trap.epc, EMPTY_SLOT);
    check("fetch", 3, trap.cause & CAUSE_BD, 0);
    check("fetch", 4, trap.badvaddr, badvaddr);
}
