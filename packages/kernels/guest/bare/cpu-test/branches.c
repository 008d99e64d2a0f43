/* Branches and jumps: taken or not, delay slots, links. */
#include "branches.h"

#include "check.h"
#include "operands.h"
#include "stubs.h"

extern stub br_beq, br_bne, br_blez, br_bgtz, br_bltz, br_bgez, br_bltzal, br_bgezal;
extern stub br_changed, br_backwards, br_to_delay_slot, br_far_forward;
extern stub jump_j, jump_jal, jump_jalr, jump_jr_load, jump_deep;

static int equal(uint32_t a, uint32_t b) { return (a ^ b) == 0; }
static int unequal(uint32_t a, uint32_t b) { return (a ^ b) != 0; }
static int negative(uint32_t a, uint32_t b) { (void)b; return a >> 31; }
static int not_negative(uint32_t a, uint32_t b) { return !negative(a, b); }
static int positive(uint32_t a, uint32_t b) { return !negative(a, b) && unequal(a, 0); }
static int not_positive(uint32_t a, uint32_t b) { return !positive(a, b); }

static const struct {
    const char *name;
    stub *stub;
    int (*taken)(uint32_t a, uint32_t b);
    uint32_t link;
} branches[] = {
    { "beq", br_beq, equal, 0 },
    { "bne", br_bne, unequal, 0 },
    { "blez", br_blez, not_positive, 0 },
    { "bgtz", br_bgtz, positive, 0 },
    { "bltz", br_bltz, negative, 0 },
    { "bgez", br_bgez, not_negative, 0 },
    { "bltzal", br_bltzal, negative, BRANCH_LINK },
    { "bgezal", br_bgezal, not_negative, BRANCH_LINK },
};

void test_branches(void)
{
    for (unsigned op = 0; op < sizeof branches / sizeof branches[0]; op++) {
        check_group(branches[op].name);
        for (unsigned i = 0; i < OPERANDS * OPERANDS; i++) {
            uint32_t a = operands[i / OPERANDS], b = operands[i % OPERANDS];
            uint32_t expected = branches[op].taken(a, b) ? DELAY_SLOT : DELAY_SLOT | NOT_TAKEN;
            check("", i, branches[op].stub(a, b), expected | branches[op].link << LINK_SHIFT);
        }
    }
    check_group("branches");
    check("changed, taken", 0, br_changed(4, 4), 0);
    check("changed, not taken", 0, br_changed(3, 4), NOT_TAKEN);
    check("backwards", 0, br_backwards(1000, 0), 1000);
    check("to the delay slot", 0, br_to_delay_slot(0, 0), 2);
    check("far", 0, br_far_forward(0, 0), DELAY_SLOT | NOT_TAKEN | TAKEN_BACK);
}

void test_jumps(void)
{
    uint32_t word = 0x87654321;

    check_group("jumps");
    check("j", 0, jump_j(0, 0), DELAY_SLOT);
    check("jal", 0, jump_jal(0, 0), DELAY_SLOT | JAL_LINK << LINK_SHIFT);
    check("jalr", 0, jump_jalr(0, 0), DELAY_SLOT | JALR_LINK << LINK_SHIFT);
    check("jr and load", 0, jump_jr_load((uint32_t)&word, 0), word);
    check("deep", 0, jump_deep(16, 0), 136);
}
