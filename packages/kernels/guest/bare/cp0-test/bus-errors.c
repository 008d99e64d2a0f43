/* Bus errors: nothing answers at the reserved slots of TURBOchannel. */
#include "board.h"
#include "check.h"
#include "encode.h"
#include "execute.h"
#include "tests.h"
#include "trap.h"

static const struct {
    const char *name;
    unsigned opcode;
} loads[] = {
    { "lb", OP_LB }, { "lbu", OP_LBU }, { "lh", OP_LH }, { "lhu", OP_LHU }, { "lw", OP_LW },
};

void test_bus_errors(void)
{
    trap_catch(EXC_DBE);
    trap_catch(EXC_IBE);
    check_group("bus errors");
    for (unsigned i = 0; i < count_of(loads); i++)
        for (enum place place = ALONE; place < PLACES; place++) {
            trap_clear();
            execute(place, immediate_form(loads[i].opcode, R_A0, R_V0, 0), EMPTY_SLOT, 0);
            check_trap(loads[i].name, place, place, EXC_DBE);
        }
}
