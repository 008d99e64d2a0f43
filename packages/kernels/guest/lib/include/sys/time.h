/* Time of day and interval timers. */
#ifndef SYS_TIME_H
#define SYS_TIME_H

#include <abi/time.h>
#include <sys/select.h>
#include <sys/types.h>

#define timerclear(time) ((time)->tv_sec = (time)->tv_usec = 0)
#define timerisset(time) ((time)->tv_sec != 0 || (time)->tv_usec != 0)
#define timercmp(a, b, is) \
    ((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec is(b)->tv_usec : (a)->tv_sec is(b)->tv_sec)

int gettimeofday(struct timeval *restrict time, void *restrict zone);
int settimeofday(const struct timeval *time, const struct timezone *zone);
int getitimer(int which, struct itimerval *value);
int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict old);
int utimes(const char *path, const struct timeval times[2]);

#endif
