/* Times and usage: their arithmetic, and the interval timers that run on them. */
#ifndef UNIX_USAGE_H
#define UNIX_USAGE_H

#include <abi/resource.h>
#include <unix/under.h>

#define MICROSECONDS 1000000 /* of a second */

/* ---- timeval.c ---- */
void timeval_add(struct timeval *to, const struct timeval *by);
void timeval_subtract(struct timeval *from, const struct timeval *by);
/* < 0, 0, > 0 */
int timeval_compare(const struct timeval *a, const struct timeval *b);
static inline bool timeval_is_set(const struct timeval *at) { return at->tv_sec != 0 || at->tv_usec != 0; }
/* The time of the last tick. */
void time_coarse(struct timeval *at);
/* Ticks until `at`, at least 1, no more than timeout() takes. */
int ticks_until(const struct timeval *at);

/* ---- resource.c ---- */
void limits_start(struct rlimit *limits); /* those that process 0 begins with */
void usage_add(struct rusage *to, const struct rusage *by);
void usage_current(struct rusage *usage); /* of the current process so far */

/* ---- itimer.c ---- */
/* A timer's value as asked for: EINVAL if it is none; else no shorter than a tick. */
int itimer_check(struct timeval *value);
/* `microseconds` go by: false when it has rung (and begins again if it has an interval). */
bool itimer_decrement(struct itimerval *timer, int microseconds);
void itimer_exit(void); /* the current process's real timer is off */

#endif
