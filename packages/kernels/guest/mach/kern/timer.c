/* Timers of processor time (Mach 3.0's kern/timer.c). A tick may interrupt a reader. */
#include <kern/timer.h>

#include <kern/thread.h>


void timer_init(timer_t timer)
{
    timer->low_bits = 0;
    timer->high_bits = 0;
    timer->high_bits_check = 0;
    timer->tstamp = 0;
}

void timer_normalize(timer_t timer)
{
    unsigned high = timer->low_bits / TIMER_LOW_FULL;

    timer->high_bits_check += high;
    timer->low_bits %= TIMER_LOW_FULL;
    timer->high_bits += high;
}

/* A value that no tick has changed in between. */
void timer_grab(timer_t timer, timer_save_t save)
{
    const volatile struct timer *t = timer;

    do {
        save->high = t->high_bits;
        save->low = t->low_bits;
    } while (save->high != t->high_bits_check);
}

void timer_read(timer_t timer, time_value_t *value)
{
    timer_save_data_t save;

    timer_grab(timer, &save);
    value->seconds = save.high * TIMER_HIGH_UNIT + save.low / TIMER_RATE;
    value->microseconds = save.low % TIMER_RATE;
}

unsigned timer_delta(timer_t timer, timer_save_t save)
{
    timer_save_data_t now;
    unsigned result;

    timer_grab(timer, &now);
    result = (now.high - save->high) * TIMER_LOW_FULL + now.low - save->low;
    *save = now;
    return result;
}

void thread_read_times(thread_t thread, time_value_t *user, time_value_t *system)
{
    timer_read(&thread->user_timer, user);
    timer_read(&thread->system_timer, system);
}
