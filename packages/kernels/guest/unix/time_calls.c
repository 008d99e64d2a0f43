/* The time of day, asked for and set. */
#include <unix/calls.h>
#include <unix/kernel.h>
#include <unix/usage.h>

/* What the superuser said of the place; nothing here looks at it. */
static struct timezone zone;

/* gettimeofday(time, zone); either may be NULL */
int sys_gettimeofday(struct proc *p, const long *argument, long *value)
{
    struct timeval now;
    int error;

    if (argument[0] != 0) {
        time_exact(&now);
        if ((error = copy_out(&now, argument[0], sizeof now)) != 0)
            return error;
    }
    return argument[1] != 0 ? copy_out(&zone, argument[1], sizeof zone) : 0;
}

/* Real timers, which are kept as times of day, have as much time left as before. */
static void set_time(const struct timeval *new)
{
    struct timeval change = *new, now;
    spl_t level = splclock();

    time_exact(&now);
    timeval_subtract(&change, &now);
    time_set(new);
    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (timeval_is_set(&p->p_realtimer.it_value))
            timeval_add(&p->p_realtimer.it_value, &change);
    splx(level);
}

/* settimeofday(time, zone); either may be NULL */
int sys_settimeofday(struct proc *p, const long *argument, long *value)
{
    struct timeval new;
    struct timezone new_zone;
    int error;

    if ((error = superuser(current->u_cred)) != 0)
        return error;
    if (argument[0] != 0 && (error = copy_in(argument[0], &new, sizeof new)) != 0)
        return error;
    if (argument[1] != 0 && (error = copy_in(argument[1], &new_zone, sizeof new_zone)) != 0)
        return error;
    if (argument[0] != 0) {
        if (new.tv_sec < 0 || new.tv_usec < 0 || new.tv_usec >= MICROSECONDS)
            return EINVAL;
        set_time(&new);
    }
    if (argument[1] != 0)
        zone = new_zone;
    return 0;
}
