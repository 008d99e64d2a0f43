/*
 * Timers of processor time (Mach 3.0's kern/timer.h), kept statistically: each tick is counted to
 * whoever it interrupted.
 */
#ifndef KERN_TIMER_H
#define KERN_TIMER_H

#include <mach/time_value.h>

struct thread;

#define TIMER_RATE 1000000     /* low_bits counts microseconds */
#define TIMER_HIGH_UNIT 10     /* seconds of one of high_bits */
#define TIMER_LOW_FULL (TIMER_HIGH_UNIT * TIMER_RATE)

typedef struct timer {
    unsigned low_bits;        /* microseconds; may be TIMER_LOW_FULL and more until it is normalized */
    unsigned high_bits;
    unsigned high_bits_check; /* as high_bits, written before it */
    unsigned tstamp;
} timer_data_t, *timer_t;

typedef struct timer_save {
    unsigned low, high;
} timer_save_data_t, *timer_save_t;

#define timer_bump(timer, usec)                   \
    do {                                          \
        (timer)->low_bits += (usec);              \
        if ((timer)->low_bits >= TIMER_LOW_FULL)  \
            timer_normalize(timer);               \
    } while (0)

void timer_init(timer_t timer);
void timer_normalize(timer_t timer);
void timer_grab(timer_t timer, timer_save_t save);
void timer_read(timer_t timer, time_value_t *value);
unsigned timer_delta(timer_t timer, timer_save_t save); /* since save, which is brought up to now */
void thread_read_times(struct thread *thread, time_value_t *user, time_value_t *system);

#endif
