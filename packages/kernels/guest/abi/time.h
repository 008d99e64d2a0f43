/* Time and interval timers. */
#ifndef ABI_TIME_H
#define ABI_TIME_H

#include <abi/types.h>

struct timeval {
    int32_t tv_sec;
    int32_t tv_usec;
};

struct timezone {
    int32_t tz_minuteswest;
    int32_t tz_dsttime;
};

struct itimerval {
    struct timeval it_interval; /* 0: once */
    struct timeval it_value;    /* 0: off */
};
#define ITIMER_REAL 0    /* SIGALRM */
#define ITIMER_VIRTUAL 1 /* SIGVTALRM: user time */
#define ITIMER_PROF 2    /* SIGPROF: user and system time */

#endif
