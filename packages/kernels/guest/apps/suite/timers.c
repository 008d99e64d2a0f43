/* Interval timers and alarm. */
#include "suite.h"

static volatile sig_atomic_t count, last;

static void note(int signal)
{
    count++;
    last = signal;
}

static void set(int which, long first_ms, long every_ms)
{
    struct itimerval timer = { { every_ms / 1000, every_ms % 1000 * 1000 },
                               { first_ms / 1000, first_ms % 1000 * 1000 } };

    SAME(setitimer(which, &timer, NULL), 0);
}

static void burn_until(int wanted, int most_ms)
{
    volatile unsigned x = 0;

    for (long end = now_ms() + most_ms; count < wanted && now_ms() < end;)
        for (int i = 0; i < 100; i++)
            x = x + i;
}

static void real_timer(void)
{
    long before = now_ms();

    catch_signal(SIGALRM, note, 0);
    set(ITIMER_REAL, 100, 0);
    while (count == 0)
        pause_ms(5);
    CHECK(now_ms() - before >= 100 - EARLINESS && now_ms() - before < 100 + LATENESS);
    pause_ms(150);
    SAME(count, 1); /* once */
}

static void repeated_timer(void)
{
    long before = now_ms();

    catch_signal(SIGALRM, note, 0);
    set(ITIMER_REAL, 50, 30);
    while (count < 6)
        pause_ms(5);
    CHECK(now_ms() - before >= 200 - EARLINESS);
    set(ITIMER_REAL, 0, 0);
    count = 0;
    pause_ms(100);
    SAME(count, 0);
}

static void time_left(void)
{
    struct itimerval timer = { { 7, 0 }, { 100, 0 } }, old;

    SAME(setitimer(ITIMER_REAL, &timer, &old), 0);
    CHECK(!timerisset(&old.it_value));
    SAME(getitimer(ITIMER_REAL, &old), 0);
    SAME(old.it_interval.tv_sec, 7);
    CHECK(old.it_value.tv_sec >= 98 && old.it_value.tv_sec <= 100);
    pause_ms(30);
    SAME(getitimer(ITIMER_REAL, &timer), 0);
    CHECK(timercmp(&timer.it_value, &old.it_value, <));
    timerclear(&timer.it_value);
    SAME(setitimer(ITIMER_REAL, &timer, &old), 0);
    CHECK(old.it_value.tv_sec >= 98);
    SAME(getitimer(ITIMER_REAL, &old), 0);
    CHECK(!timerisset(&old.it_value));
}

static void virtual_timers(void)
{
    catch_signal(SIGVTALRM, note, 0);
    catch_signal(SIGPROF, note, 0);
    set(ITIMER_VIRTUAL, 40, 0);
    pause_ms(150);
    SAME(count, 0); /* it runs while we do */
    burn_until(1, 10000);
    SAME(count, 1);
    SAME(last, SIGVTALRM);
    count = 0;
    set(ITIMER_PROF, 40, 20);
    burn_until(3, 10000);
    CHECK(count >= 3);
    SAME(last, SIGPROF);
    set(ITIMER_PROF, 0, 0);
}

static void profiling_counts_calls(void)
{
    catch_signal(SIGPROF, note, 0);
    set(ITIMER_PROF, 30, 0);
    for (long end = now_ms() + 20000; count == 0 && now_ms() < end;)
        for (int i = 0; i < 100; i++)
            getppid();
    SAME(count, 1);
}

static void timer_errors(void)
{
    struct itimerval timer = { { 0, 0 }, { 0, 1000000 } }, old;

    FAILS(getitimer(3, &old), EINVAL);
    FAILS(getitimer(unseen(-1), &old), EINVAL);
    FAILS(setitimer(3, &timer, NULL), EINVAL);
    FAILS(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
    timer.it_value = (struct timeval){ -1, 0 };
    FAILS(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
    timer = (struct itimerval){ { 0, -1 }, { 1, 0 } };
    FAILS(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
    SAME(getitimer(ITIMER_REAL, &old), 0);
    CHECK(!timerisset(&old.it_value));
}

static void alarms(void)
{
    catch_signal(SIGALRM, note, 0);
    SAME(alarm(100), 0);
    CHECK(alarm(1) >= 99);
    while (count == 0)
        pause_ms(5);
    SAME(alarm(50), 0);
    CHECK(alarm(0) >= 49);
    SAME(alarm(0), 0);
}

static void sleep_alarm(void)
{
    alarm(1);
    for (;;)
        pause();
}

static void alarm_kills(void)
{
    run_killed(sleep_alarm, SIGALRM);
}

/* Processes with timers of their own. */
static void many_timers(void)
{
    enum { CHILDREN = 12 };
    pid_t children[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            long before = now_ms(), wanted = 50 + 20 * i;

            catch_signal(SIGALRM, note, 0);
            set(ITIMER_REAL, wanted, 0);
            while (count == 0)
                pause_ms(1);
            CHECK(now_ms() - before >= wanted - EARLINESS && now_ms() - before < wanted + LATENESS);
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++)
        expect_exit(children[i], 0);
}

const struct test timers[] = {
    TEST(real_timer, 0),
    TEST(repeated_timer, 0),
    TEST(time_left, 0),
    TEST(virtual_timers, 0),
    TEST(profiling_counts_calls, 0),
    TEST(timer_errors, 0),
    TEST(alarms, 0),
    TEST(alarm_kills, 0),
    TEST(many_timers, 0),
    END,
};
