/* The clock: periodic interrupts at every rate that kernels use, and how they are withdrawn. */
#include "board.h"
#include "check.h"
#include "interrupts.h"

volatile unsigned clock_ticks;

void clock_tick(void)
{
    if (board8(RTC_C) & RTC_C_PF) /* which withdraws it, too */
        clock_ticks++;
}

void clock_start(unsigned rate_code)
{
    clock_handler = clock_tick;
    board8(RTC_A) = RTC_A_32KHZ | rate_code;
    board8(RTC_B) = RTC_B_PIE | RTC_B_BINARY | RTC_B_24H;
    (void)board8(RTC_C);
}

void clock_stop(void)
{
    board8(RTC_B) = RTC_B_BINARY | RTC_B_24H;
    (void)board8(RTC_C);
}

void spin(void)
{
    for (volatile int i = 0; i < 4000; i++)
        ;
}

/* Waits until the clock asks. */
static int asks(void)
{
    for (int i = 0; i < PATIENCE; i++)
        if (read_c0(C0_CAUSE) & IM_CLOCK)
            return 1;
    return 0;
}

static int ticks_come(unsigned count)
{
    unsigned end = clock_ticks + count;

    for (int i = 0; i < PATIENCE; i++)
        if ((int)(clock_ticks - end) >= 0)
            return 1;
    return 0;
}

void test_clock(void)
{
    check_group("clock");
    check("battery", 0, board8(RTC_D) & RTC_D_VALID, RTC_D_VALID);
    for (unsigned rate = RATE_1024HZ; rate <= RATE_64HZ; rate++) {
        write_c0(C0_STATUS, 0);
        clock_start(rate);
        check("asks", rate, asks(), 1);
        check("why", rate, board8(RTC_C), RTC_C_IRQ | RTC_C_PF);
        check("withdrawn", rate, read_c0(C0_CAUSE) & IM_CLOCK, 0);
        write_c0(C0_STATUS, IM_CLOCK | ST_IEC);
        check("ticks", rate, ticks_come(5), 1);
        write_c0(C0_STATUS, 0);
        clock_stop();
    }
    unsigned before = clock_ticks;
    write_c0(C0_STATUS, IM_CLOCK | ST_IEC);
    for (int i = 0; i < 50; i++)
        spin();
    check("stopped", 0, clock_ticks - before, 0);
    write_c0(C0_STATUS, 0);
}
