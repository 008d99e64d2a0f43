/* Arithmetic of times: seconds and microseconds, 0 <= tv_usec < MICROSECONDS in all that comes out. */
#include <unix/kernel.h>
#include <unix/usage.h>

#define TICKS_MAX 0x7fffffff /* that timeout() takes */

/* After a sum or a difference: at most one second is to be carried. */
static void carry(struct timeval *at)
{
    if (at->tv_usec < 0) {
        at->tv_sec--;
        at->tv_usec += MICROSECONDS;
    }
    if (at->tv_usec >= MICROSECONDS) {
        at->tv_sec++;
        at->tv_usec -= MICROSECONDS;
    }
}

void timeval_add(struct timeval *to, const struct timeval *by)
{
    to->tv_sec += by->tv_sec;
    to->tv_usec += by->tv_usec;
    carry(to);
}

void timeval_subtract(struct timeval *from, const struct timeval *by)
{
    from->tv_sec -= by->tv_sec;
    from->tv_usec -= by->tv_usec;
    carry(from);
}

int timeval_compare(const struct timeval *a, const struct timeval *b)
{
    if (a->tv_sec != b->tv_sec)
        return a->tv_sec < b->tv_sec ? -1 : 1;
    return a->tv_usec < b->tv_usec ? -1 : a->tv_usec > b->tv_usec;
}

void time_coarse(struct timeval *at)
{
    spl_t level = splclock(); /* both words of one tick */

    at->tv_sec = time_now.tv_sec;
    at->tv_usec = time_now.tv_usec;
    splx(level);
}

int ticks_until(const struct timeval *at)
{
    struct timeval left = *at, now;
    int ticks;

    time_coarse(&now);
    if (timeval_compare(at, &now) <= 0)
        return 1;
    timeval_subtract(&left, &now);
    if (left.tv_sec >= TICKS_MAX / hz - 1)
        return TICKS_MAX;
    ticks = left.tv_sec * hz + (left.tv_usec + tick - 1) / tick;
    return ticks > 0 ? ticks : 1;
}
