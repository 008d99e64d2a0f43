/* The time in seconds, and the processor's time. */
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include <sys/param.h>

#define MICROSECONDS 1000000

time_t time(time_t *now)
{
    struct timeval value;

    if (gettimeofday(&value, NULL) < 0)
        return -1;
    if (now != NULL)
        *now = value.tv_sec;
    return value.tv_sec;
}

clock_t clock(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) < 0)
        return -1;
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * CLOCKS_PER_SEC +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static clock_t ticks(const struct timeval *time)
{
    return time->tv_sec * HZ + time->tv_usec / (MICROSECONDS / HZ);
}

clock_t times(struct tms *times)
{
    struct rusage usage;
    struct timeval now;

    if (getrusage(RUSAGE_SELF, &usage) < 0)
        return -1;
    times->tms_utime = ticks(&usage.ru_utime);
    times->tms_stime = ticks(&usage.ru_stime);
    if (getrusage(RUSAGE_CHILDREN, &usage) < 0 || gettimeofday(&now, NULL) < 0)
        return -1;
    times->tms_cutime = ticks(&usage.ru_utime);
    times->tms_cstime = ticks(&usage.ru_stime);
    return ticks(&now);
}
