/*
 * Ticks: processor time, quanta, timeouts, and the time of day (Mach 3.0's kern/mach_clock.c).
 */
#include <kern/host.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <mips/machine.h>
#include <mips/spl.h>

#define ADJUST_BIG 1000000 /* microseconds: from there on, adjustment is faster */
#define ADJUST_SLOW 5      /* of 1000 */
#define ADJUST_FAST 50

#define TIMEOUTS 32        /* of timeout() at a time */

void update_mapped_time(time_value_t *now); /* device/time.c */

unsigned elapsed_ticks;
volatile time_value_t time;
static int timedelta;  /* microseconds that the time is still to be changed by */
static int tickdelta;  /* a tick's part of it */

static timer_elt_data_t timer_head; /* its ticks are behind all others */
static timer_elt_data_t timeout_elements[TIMEOUTS];

static void time_advance(int usec)
{
    if (timedelta != 0) {
        int change = timedelta > 0 ? tickdelta : -tickdelta;

        if (timedelta > 0 ? timedelta < tickdelta : -timedelta < tickdelta)
            change = timedelta;
        timedelta -= change;
        usec += change;
    }
    time_value_add_usec(&time, usec);
    update_mapped_time((time_value_t *)&time);
}

void clock_interrupt(int usec, boolean_t usermode, boolean_t basepri)
{
    thread_t thread = current_thread();

    (void)basepri;
    if (usermode)
        timer_bump(&thread->user_timer, usec);
    else
        timer_bump(&thread->system_timer, usec);
    thread_quantum_update(cpu_number(), thread, 1, usermode);
    elapsed_ticks++;
    if (((timer_elt_t)queue_first(&timer_head.chain))->ticks <= elapsed_ticks)
        setsoftclock();
    time_advance(usec);
}

/* Those that are due, each out of the list before it is called. */
void softclock(void)
{
    for (;;) {
        spl_t s = splsched();
        timer_elt_t telt = (timer_elt_t)queue_first(&timer_head.chain);
        void (*fcn)(void *);
        void *param;

        if (telt->ticks > elapsed_ticks) {
            splx(s);
            return;
        }
        fcn = telt->fcn;
        param = telt->param;
        remqueue(&timer_head.chain, (queue_entry_t)telt);
        telt->set = TELT_UNSET;
        splx(s);
        (*fcn)(param);
    }
}

void set_timeout(timer_elt_t telt, unsigned interval)
{
    spl_t s = splsched();
    timer_elt_t next;

    interval += elapsed_ticks;
    for (next = (timer_elt_t)queue_first(&timer_head.chain); next->ticks <= interval;
         next = (timer_elt_t)queue_next((queue_entry_t)next))
        ;
    telt->ticks = interval;
    insque((queue_entry_t)telt, queue_prev((queue_entry_t)next));
    telt->set = TELT_SET;
    splx(s);
}

boolean_t reset_timeout(timer_elt_t telt)
{
    spl_t s = splsched();
    boolean_t was_set = telt->set != TELT_UNSET;

    if (was_set) {
        remqueue(&timer_head.chain, (queue_entry_t)telt);
        telt->set = TELT_UNSET;
    }
    splx(s);
    return was_set;
}

void init_timeout(void)
{
    queue_init(&timer_head.chain);
    timer_head.ticks = ~0u;
}

void timeout(void (*fcn)(void *param), void *param, int interval)
{
    spl_t s = splsched();

    for (int i = 0; i < TIMEOUTS; i++) {
        timer_elt_t telt = &timeout_elements[i];

        if (telt->set != TELT_UNSET)
            continue;
        telt->fcn = fcn;
        telt->param = param;
        set_timeout(telt, interval);
        splx(s);
        return;
    }
    panic("timeout: all are in use");
}

boolean_t untimeout(void (*fcn)(void *param), void *param)
{
    spl_t s = splsched();
    boolean_t found = FALSE;

    for (int i = 0; i < TIMEOUTS && !found; i++) {
        timer_elt_t telt = &timeout_elements[i];

        if (telt->set != TELT_UNSET && telt->fcn == fcn && telt->param == param)
            found = reset_timeout(telt);
    }
    splx(s);
    return found;
}

/* ---- services of the host ---- */

kern_return_t host_get_time(host_t host, time_value_t *now)
{
    spl_t s;

    if (host == HOST_NULL)
        return KERN_INVALID_HOST;
    s = splclock();
    *now = *(time_value_t *)&time;
    splx(s);
    return KERN_SUCCESS;
}

kern_return_t host_set_time(host_t host_priv, time_value_t now)
{
    spl_t s;

    if (host_priv == HOST_NULL)
        return KERN_INVALID_HOST;
    s = splclock();
    time.seconds = now.seconds;
    time.microseconds = now.microseconds;
    timedelta = 0;
    update_mapped_time((time_value_t *)&time);
    resettodr();
    splx(s);
    return KERN_SUCCESS;
}

kern_return_t host_adjust_time(host_t host_priv, time_value_t adjustment, time_value_t *before)
{
    int delta = adjustment.seconds * TIME_MICROS_MAX + adjustment.microseconds;
    int size = delta < 0 ? -delta : delta;
    spl_t s;

    if (host_priv == HOST_NULL)
        return KERN_INVALID_HOST;
    s = splclock();
    before->seconds = timedelta / TIME_MICROS_MAX;
    before->microseconds = timedelta % TIME_MICROS_MAX;
    timedelta = delta;
    tickdelta = tick * (size > ADJUST_BIG ? ADJUST_FAST : ADJUST_SLOW) / 1000;
    if (tickdelta == 0)
        tickdelta = 1;
    splx(s);
    return KERN_SUCCESS;
}
