/* Time, and the thread that tells of it. */
#define _GNU_SOURCE
#include <time.h>

#include "host.h"

#define MICROSECONDS 1000000
#define NANOSECONDS 1000 /* of a microsecond */

static int tick;
static int64_t next; /* when the next one is due */
static void (*ticks)(int count);

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * MICROSECONDS + time.tv_nsec / NANOSECONDS;
}

int64_t host_time(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t host_steady(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Ticks are counted from the beginning: those that the thread was too late for come together. */
static void tell(void)
{
    for (;;) {
        struct timespec until = { next / MICROSECONDS, next % MICROSECONDS * NANOSECONDS };
        int count = 0;

        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
            continue;
        host_lock();
        for (int64_t now = host_steady(); next <= now; next += tick)
            count++;
        ticks(count);
        host_unlock();
    }
}

int host_clock_late(void)
{
    int64_t late = host_steady() - next;

    return late < 0 ? 0 : late / tick + 1;
}

void host_clock_start(int microseconds, void (*function)(int count))
{
    tick = microseconds;
    ticks = function;
    next = host_steady() + tick;
    host_thread_helper(tell);
}
