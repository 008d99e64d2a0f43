/* The two interrupts that a write of Cause asks for. */
#include "check.h"
#include "tests.h"
#include "trap.h"

#define SPIN 1000 /* instructions in which an interrupt must have been taken */

static uint32_t seen[4];
static unsigned taken;

/* Withdraws what was asked for, and goes on where the interrupt was. */
static void interrupted(struct frame *frame)
{
    seen[taken++ % count_of(seen)] = frame->cause & (CAUSE_IP | CAUSE_CODE);
    write_c0(C0_CAUSE, 0);
}

static void spin(void)
{
    for (volatile int i = 0; i < SPIN; i++)
        ;
}

/* Asks first, then enables; or the other way round. */
static void check_interrupt(uint32_t ask, uint32_t masks, uint32_t enable, int ask_first)
{
    uint32_t expected = (ask & masks) != 0 && enable;
    unsigned detail = (ask | masks >> 2) >> 8 | enable << 4 | ask_first << 5;

    taken = 0;
    if (ask_first) {
        write_c0(C0_CAUSE, ask);
        write_c0(C0_STATUS, masks | enable);
    } else {
        write_c0(C0_STATUS, masks | enable);
        write_c0(C0_CAUSE, ask);
    }
    spin();
    write_c0(C0_STATUS, 0);
    check("taken", detail, taken, expected);
    if (expected)
        check("cause", detail, seen[0], ask | EXC_INT << CAUSE_CODE_SHIFT);
    else
        check("asked", detail, read_c0(C0_CAUSE) & CAUSE_IP, ask);
    write_c0(C0_CAUSE, 0);
}

void test_software_interrupts(void)
{
    exception_handlers[EXC_INT] = interrupted;
    check_group("software interrupts");
    for (unsigned i = 0; i < 64; i++)
        check_interrupt((i & 3) << 8, (i >> 2 & 3) << 8, i >> 4 & 1, i >> 5);
    exception_handlers[EXC_INT] = 0;
}
