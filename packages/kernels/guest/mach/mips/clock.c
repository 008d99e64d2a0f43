/* The clock device, a DS1287: ticks, hz of them a second. It asks until its register C is read. */
#include <board.h>
#include <cp0.h>
#include <kern/time_out.h>
#include <mips/machine.h>

#define MICROSECONDS 1000000
#define RATE_MAX 8192 /* register A: code 3; half of it for each further code, down to 15: 2 a second */
#define RATE_CODE_FASTEST 3
#define RATE_CODE_SLOWEST 15
#define DEFAULT_HZ 64

int hz = DEFAULT_HZ;
int tick = MICROSECONDS / DEFAULT_HZ;

static int rate_code(int rate)
{
    int code = RATE_CODE_FASTEST;

    for (int r = RATE_MAX; code <= RATE_CODE_SLOWEST; r /= 2, code++)
        if (r == rate)
            return code;
    return 0;
}

boolean_t clock_rate(int rate)
{
    if (rate_code(rate) == 0)
        return FALSE;
    hz = rate;
    tick = MICROSECONDS / rate;
    return TRUE;
}

void startrtclock(void)
{
    board8(RTC_B) = RTC_B_BINARY | RTC_B_24H;
    board8(RTC_A) = RTC_A_32KHZ | rate_code(hz);
    board8(RTC_B) = RTC_B_BINARY | RTC_B_24H | RTC_B_PIE;
    (void)board8(RTC_C);
}

/* The microseconds that a second's ticks leave are in its last. */
static int tick_length(void)
{
    static int ticks_of_second;

    if (++ticks_of_second < hz)
        return tick;
    ticks_of_second = 0;
    return MICROSECONDS - tick * (hz - 1);
}

void hardclock(uint32_t status, uint32_t pc)
{
    (void)pc;
    if ((board8(RTC_C) & RTC_C_PF) == 0)
        return;
    clock_interrupt(tick_length(), (status & ST_KUP) != 0, (status & ST_IM) == ST_IM);
}
