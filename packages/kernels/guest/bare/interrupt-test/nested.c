/* Interrupts in interrupts: software's handler lets the clock in, and waits for it. */
#include "check.h"
#include "interrupts.h"

static volatile unsigned came, depth, deepest;

static void wait_for_ticks(void)
{
    unsigned before = clock_ticks;

    deepest = ++depth > deepest ? depth : deepest;
    write_c0(C0_STATUS, IM_CLOCK | ST_IEC);
    for (int i = 0; i < PATIENCE && clock_ticks - before < 3; i++)
        ;
    write_c0(C0_STATUS, 0);
    came = clock_ticks - before >= 3;
    depth--;
}

/* Lets the first software interrupt in, whose handler lets the clock in. */
static void ask_for_first(void)
{
    deepest = ++depth > deepest ? depth : deepest;
    write_c0(C0_CAUSE, CAUSE_SW0);
    write_c0(C0_STATUS, IM_SOFT0 | ST_IEC);
    write_c0(C0_STATUS, 0);
    depth--;
}

void test_nested(void)
{
    check_group("nested interrupts");
    software_handlers[0] = wait_for_ticks;
    software_handlers[1] = ask_for_first;
    clock_start(RATE_256HZ);
    for (unsigned i = 0; i < 4; i++) {
        came = deepest = 0;
        write_c0(C0_CAUSE, CAUSE_SW1);
        write_c0(C0_STATUS, IM_SOFT1 | ST_IEC);
        check("ticks", i, came, 1);
        check("depth", i, deepest, 2);
        check("back", i, depth, 0);
        check("status", i, read_c0(C0_STATUS), IM_SOFT1 | ST_IEC);
        write_c0(C0_STATUS, 0);
    }
    clock_stop();
}
