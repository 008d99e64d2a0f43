/* Writes of Status and Cause, and RFE, are seen before the next instruction. */
#include "check.h"
#include "exception.h"
#include "hazards.h"
#include "stubs.h"
#include "tests.h"

extern stub point_asked, point_enabled, point_branch, point_slot, point_rfe, point_disabled;
extern const char point_asked_at[], point_enabled_at[], point_branch_at[], point_slot_at[];
extern const char point_rfe_at[], point_disabled_at[];

static const struct {
    const char *name;
    stub *stub;
    const char *at;
    unsigned taken;
} points[] = {
    { "asked", point_asked, point_asked_at, 1 },
    { "enabled", point_enabled, point_enabled_at, 1 },
    { "branch", point_branch, point_branch_at, 1 },
    { "delay slot", point_slot, point_slot_at, 1 },
    { "rfe", point_rfe, point_rfe_at, 1 },
    { "disabled", point_disabled, point_disabled_at, 0 },
};

static unsigned taken;
static uint32_t epc, cause;

static void interrupted(struct frame *frame)
{
    taken++;
    epc = frame->epc;
    cause = frame->cause;
    write_c0(C0_CAUSE, 0);
}

void test_interrupt_points(void)
{
    exception_handlers[EXC_INT] = interrupted;
    check_group("interrupts");
    for (unsigned i = 0; i < count_of(points); i++) {
        taken = 0;
        uint32_t done = points[i].stub(CAUSE_SW1, CAUSE_SW1 | ST_IEC);
        write_c0(C0_STATUS, 0);
        check(points[i].name, 0, taken, points[i].taken);
        check(points[i].name, 1, done, 1);
        if (!points[i].taken)
            continue;
        check(points[i].name, 2, epc - (uint32_t)points[i].at, 0);
        check(points[i].name, 3, cause & (CAUSE_BD | CAUSE_IP | CAUSE_CODE), CAUSE_SW1);
    }
    exception_handlers[EXC_INT] = 0;
}
