/*
 * Sleeping and alarms. sleep is by select, so that it leaves SIGALRM to the program; a signal that is
 * handled ends it.
 */
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MICROSECONDS 1000000

unsigned sleep(unsigned seconds)
{
    struct timeval wait = { seconds, 0 };
    struct timeval before, after;

    gettimeofday(&before, NULL);
    if (select(0, NULL, NULL, NULL, &wait) == 0)
        return 0;
    gettimeofday(&after, NULL);
    if (after.tv_sec - before.tv_sec >= (int32_t)seconds)
        return 0;
    return seconds - (after.tv_sec - before.tv_sec);
}

int usleep(unsigned microseconds)
{
    struct timeval wait = { microseconds / MICROSECONDS, microseconds % MICROSECONDS };

    return select(0, NULL, NULL, NULL, &wait);
}

unsigned alarm(unsigned seconds)
{
    struct itimerval new = { .it_value = { seconds, 0 } };
    struct itimerval old;

    if (setitimer(ITIMER_REAL, &new, &old) < 0)
        return 0;
    return old.it_value.tv_sec + (old.it_value.tv_usec > 0);
}
