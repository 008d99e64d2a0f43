/* Waiting: a loop that only looks whether the clock has ticked. */
#include "check.h"
#include "interrupts.h"

#define TICKS 32

void idle(void)
{
    unsigned before = clock_ticks;

    while (clock_ticks == before)
        ;
}

void test_idle(void)
{
    check_group("idle");
    clock_start(RATE_64HZ);
    unsigned first = clock_ticks;
    spl0();
    for (unsigned i = 0; i < TICKS; i++) {
        unsigned before = clock_ticks;
        idle();
        check("a tick", i, clock_ticks - before, 1);
    }
    splhigh();
    check("ticks", 0, clock_ticks - first, TICKS);
    write_c0(C0_STATUS, 0);
    clock_stop();
}
