/* Jumps in the places of docs/r3000.md 1 and 2 that the book leaves open. */
#include "check.h"
#include "hazards.h"
#include "stubs.h"

#define FIRST_TARGET 1
#define BEHIND_IT 2
#define SECOND_TARGET 4
#define JALR_LINK 16 /* behind the delay slot: the fifth word of jalr_same */

extern stub branch_in_slot, branch_in_slot_not_taken, jalr_same;

void test_jumps_undefined(void)
{
    check_group("jumps");
    check("branch in a delay slot", 0, branch_in_slot(0, 0), FIRST_TARGET | SECOND_TARGET);
    check("not taken", 0, branch_in_slot_not_taken(0, 0), FIRST_TARGET | BEHIND_IT);
    check("jalr", 0, jalr_same(0, 0), JALR_LINK);
}
