/* Calendar time. Local time is UTC. */
#ifndef TIME_H
#define TIME_H

#include <stddef.h>
#include <sys/types.h>

struct tm {
    int tm_sec;
    int tm_min;
    int tm_hour;
    int tm_mday;
    int tm_mon;  /* from 0 */
    int tm_year; /* since 1900 */
    int tm_wday; /* Sunday 0 */
    int tm_yday; /* from 0 */
    int tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};

typedef long clock_t;
#define CLOCKS_PER_SEC 1000000

time_t time(time_t *now);
clock_t clock(void);
char *asctime(const struct tm *time);
char *ctime(const time_t *time);
struct tm *gmtime(const time_t *time);
struct tm *localtime(const time_t *time);
struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict result);
struct tm *localtime_r(const time_t *restrict time, struct tm *restrict result);
time_t mktime(struct tm *time);
time_t timegm(struct tm *time);
size_t strftime(char *restrict text, size_t bytes, const char *restrict format,
                const struct tm *restrict time);
void tzset(void);

#endif
