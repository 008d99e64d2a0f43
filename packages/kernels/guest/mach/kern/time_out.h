/*
 * Things to do after a time (Mach 3.0's kern/time_out.h): in a list by the tick at which they are due,
 * called by softclock() at splsoftclock, from an interrupt: they may wake, but not wait.
 */
#ifndef KERN_TIME_OUT_H
#define KERN_TIME_OUT_H

#include <kern/queue.h>

extern int hz;   /* ticks a second */
extern int tick; /* microseconds of one */

typedef struct timer_elt {
    queue_chain_t chain;
    void (*fcn)(void *param);
    void *param;
    unsigned ticks; /* when it is due */
    int set;
} timer_elt_data_t, *timer_elt_t;

#define TELT_UNSET 0
#define TELT_SET 1

extern unsigned elapsed_ticks;

void init_timeout(void);
void set_timeout(timer_elt_t telt, unsigned interval);
boolean_t reset_timeout(timer_elt_t telt); /* was it set? */
#define reset_timeout_check(telt)      \
    do {                               \
        if ((telt)->set)               \
            (void)reset_timeout(telt); \
    } while (0)

void timeout(void (*fcn)(void *param), void *param, int interval);
boolean_t untimeout(void (*fcn)(void *param), void *param);

/* ---- mach_clock.c ---- */
/* A tick of `usec`: was it user mode, and was everything let in before? */
void clock_interrupt(int usec, boolean_t usermode, boolean_t basepri);
void softclock(void);

#include <mach/time_value.h>
extern volatile time_value_t time; /* since 1970 */

#endif
