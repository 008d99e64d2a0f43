/*
 * Interval timers. The real one is kept as the time at which it rings, in struct proc since it runs
 * while its process does not, and is a timeout(); the other two are time left, counted down by
 * process_tick() while their process runs.
 */
#include <unix/calls.h>
#include <unix/kernel.h>
#include <unix/usage.h>

#define LONGEST 100000000 /* seconds */

int itimer_check(struct timeval *value)
{
    if (value->tv_sec < 0 || value->tv_sec > LONGEST || value->tv_usec < 0 ||
        value->tv_usec >= MICROSECONDS)
        return EINVAL;
    if (value->tv_sec == 0 && value->tv_usec != 0 && value->tv_usec < tick)
        value->tv_usec = tick;
    return 0;
}

bool itimer_decrement(struct itimerval *timer, int microseconds)
{
    struct timeval *left = &timer->it_value;

    if (left->tv_usec < microseconds) {
        if (left->tv_sec == 0) {
            microseconds -= left->tv_usec; /* what it rings too late */
            goto rings;
        }
        left->tv_sec--;
        left->tv_usec += MICROSECONDS;
    }
    left->tv_usec -= microseconds;
    if (timeval_is_set(left))
        return true;
    microseconds = 0;
rings:
    *left = timer->it_interval;
    if (timeval_is_set(left) && (left->tv_usec -= microseconds) < 0) {
        left->tv_usec += MICROSECONDS;
        left->tv_sec--;
    }
    return false;
}

/* The real timer of a process rings; with an interval, the next time is the first that is to come. */
static void real_rings(void *argument)
{
    struct proc *p = argument;
    struct itimerval *timer = &p->p_realtimer;
    struct timeval now;

    signal_post(p, SIGALRM);
    if (!timeval_is_set(&timer->it_interval)) {
        bzero(&timer->it_value, sizeof timer->it_value);
        return;
    }
    time_coarse(&now);
    do
        timeval_add(&timer->it_value, &timer->it_interval);
    while (timeval_compare(&timer->it_value, &now) <= 0);
    timeout(real_rings, p, ticks_until(&timer->it_value));
}

void itimer_exit(void)
{
    struct proc *p = current->u_proc;

    if (timeval_is_set(&p->p_realtimer.it_value))
        untimeout(real_rings, p);
    bzero(&p->p_realtimer, sizeof p->p_realtimer);
}

/* Time left, not the time at which it rings. */
static void timer_get(int which, struct itimerval *timer)
{
    spl_t level = splclock();
    struct timeval now;

    if (which != ITIMER_REAL)
        *timer = current->u_timer[which - ITIMER_VIRTUAL];
    else {
        *timer = current->u_proc->p_realtimer;
        if (timeval_is_set(&timer->it_value)) {
            time_coarse(&now);
            if (timeval_compare(&timer->it_value, &now) < 0)
                bzero(&timer->it_value, sizeof timer->it_value);
            else
                timeval_subtract(&timer->it_value, &now);
        }
    }
    splx(level);
}

static void timer_set(int which, const struct itimerval *timer)
{
    struct proc *p = current->u_proc;
    spl_t level = splclock();
    struct timeval now;

    if (which != ITIMER_REAL)
        current->u_timer[which - ITIMER_VIRTUAL] = *timer;
    else {
        untimeout(real_rings, p);
        p->p_realtimer = *timer;
        if (timeval_is_set(&timer->it_value)) {
            time_coarse(&now);
            timeval_add(&p->p_realtimer.it_value, &now);
            timeout(real_rings, p, ticks_until(&p->p_realtimer.it_value));
        }
    }
    splx(level);
}

/* getitimer(which, value) */
int sys_getitimer(struct proc *p, const long *argument, long *value)
{
    struct itimerval timer;

    if (argument[0] < ITIMER_REAL || argument[0] > ITIMER_PROF)
        return EINVAL;
    timer_get(argument[0], &timer);
    return copy_out(&timer, argument[1], sizeof timer);
}

/* setitimer(which, new, old); either may be NULL */
int sys_setitimer(struct proc *p, const long *argument, long *value)
{
    struct itimerval new, old;
    int error;

    if (argument[0] < ITIMER_REAL || argument[0] > ITIMER_PROF)
        return EINVAL;
    if (argument[1] != 0 && (error = copy_in(argument[1], &new, sizeof new)) != 0)
        return error;
    if (argument[2] != 0) {
        timer_get(argument[0], &old);
        if ((error = copy_out(&old, argument[2], sizeof old)) != 0)
            return error;
    }
    if (argument[1] == 0)
        return 0;
    if ((error = itimer_check(&new.it_value)) != 0 ||
        (error = itimer_check(&new.it_interval)) != 0)
        return error;
    timer_set(argument[0], &new);
    return 0;
}
