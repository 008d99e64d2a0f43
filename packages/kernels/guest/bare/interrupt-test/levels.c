/* Levels: an interrupt that is held off is taken as soon as it may be. */
#include "board.h"
#include "check.h"
#include "interrupts.h"

static const struct {
    const char *name;
    uint32_t off; /* what is cleared in Status */
    int holds_clock;
} levels[] = {
    { "soft", IM_SOFT0 | IM_SOFT1, 0 },
    { "bio", IM_BOARD | IM_SOFT0 | IM_SOFT1, 0 },
    { "clock", IM_CLOCK | IM_SOFT0 | IM_SOFT1, 1 },
    { "high", ST_IEC, 1 },
};

static int clock_asks_or_ticks(unsigned before)
{
    for (int i = 0; i < PATIENCE; i++)
        if ((read_c0(C0_CAUSE) & IM_CLOCK) || clock_ticks != before)
            return 1;
    return 0;
}

void test_levels(void)
{
    check_group("levels");
    for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        write_c0(C0_STATUS, 0);
        clock_start(RATE_64HZ);
        spl0();
        uint32_t old = spl_without(levels[i].off);
        unsigned before = clock_ticks;
        check("asks or ticks", i, clock_asks_or_ticks(before), 1);
        unsigned during = clock_ticks - before;
        splx(old);
        unsigned after = clock_ticks - before;
        check(levels[i].name, i, during == 0, levels[i].holds_clock);
        check("then", i, after > 0, 1);
        check("status", i, read_c0(C0_STATUS), ST_IM | ST_IEC);
        write_c0(C0_STATUS, 0);
        clock_stop();
    }
}
