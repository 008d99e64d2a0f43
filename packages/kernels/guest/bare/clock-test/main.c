/*
 * clock-test: the clock against the processor. Ticks of every rate come as often as they must, counted
 * in turns of a loop; 64 of them, of 64 Hz, are a second of the calendar. GXemul's clock is its host's.
 */
#include "board.h"
#include "check.h"
#include "interrupts.h"

#define TICKS_PER_SECOND 64 /* of RATE_64HZ */
#define TOLERANCE 200       /* one part in so many */
#define RTC_SECONDS RTC_REGISTER(0)
#define RTC_C_UF 0x10 /* the calendar has gone on */
#define RTC_A_UIP 0x80 /* is about to */

/* Turns of a loop between two ticks, of which the first has been waited for. */
static unsigned turns_of(unsigned ticks)
{
    unsigned turns = 0;

    while (!(read_c0(C0_CAUSE) & IM_CLOCK))
        ;
    (void)board8(RTC_C);
    for (; ticks > 0; ticks--) {
        while (!(read_c0(C0_CAUSE) & IM_CLOCK))
            turns++;
        (void)board8(RTC_C);
    }
    return turns;
}

static void test_rates(void)
{
    check_group("rates");
    clock_start(RATE_64HZ);
    unsigned expected = turns_of(4);
    clock_stop();
    for (unsigned rate = RATE_1024HZ; rate <= RATE_64HZ; rate++) {
        clock_start(rate);
        unsigned turns = turns_of(4 << (RATE_64HZ - rate)); /* as long, in shorter ticks */
        clock_stop();
        unsigned difference = turns > expected ? turns - expected : expected - turns;
        check("as long", rate, difference <= expected / TOLERANCE, 1);
    }
}

static volatile unsigned updates, ticks_at_update;

static void tick(void)
{
    uint8_t why = board8(RTC_C);

    if (why & RTC_C_PF)
        clock_ticks++;
    if (why & RTC_C_UF) {
        updates++;
        ticks_at_update = clock_ticks;
    }
}

static void wait_for_update(void)
{
    unsigned before = updates;

    while (updates == before)
        idle();
}

static void test_seconds(void)
{
    check_group("seconds");
    wait_for_update();
    for (unsigned i = 0; i < 2; i++) {
        unsigned ticks = ticks_at_update;
        uint8_t second = board8(RTC_SECONDS);
        wait_for_update();
        check("ticks", i, ticks_at_update - ticks, TICKS_PER_SECOND);
        check("seconds", i, board8(RTC_SECONDS), (second + 1) % 60);
        check("not now", i, board8(RTC_A) & RTC_A_UIP, 0);
    }
    /* The calendar says that it will go on before it does. */
    while (clock_ticks - ticks_at_update < TICKS_PER_SECOND - 1)
        idle();
    uint8_t second = board8(RTC_SECONDS);
    while (!(board8(RTC_A) & RTC_A_UIP))
        ;
    check("still", 0, board8(RTC_SECONDS), second);
    while (board8(RTC_A) & RTC_A_UIP)
        ;
    check("then", 0, board8(RTC_SECONDS), (second + 1) % 60);
}

/* A calendar that is set stands still, and goes on from what it was set to. */
static void test_set(void)
{
    check_group("setting");
    board8(RTC_B) |= RTC_B_SET;
    board8(RTC_SECONDS) = 58;
    unsigned before = updates, end = clock_ticks + TICKS_PER_SECOND + 8;
    while (clock_ticks != end)
        idle();
    check("no update", 0, updates - before, 0);
    check("stands", 0, board8(RTC_SECONDS), 58);
    board8(RTC_B) &= ~RTC_B_SET;
    for (unsigned i = 1; i <= 3; i++) {
        wait_for_update();
        check("seconds", i, board8(RTC_SECONDS), (58 + i) % 60);
    }
}

int main(void)
{
    interrupts_init();
    test_rates();
    clock_start(RATE_64HZ);
    clock_handler = tick;
    write_c0(C0_STATUS, IM_CLOCK | ST_IEC);
    test_seconds();
    test_set();
    write_c0(C0_STATUS, 0);
    clock_stop();
    check_end("clock-test");
    return 0;
}
