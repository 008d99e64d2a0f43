/* What a process has used, and what it may use. */
#include <unix/calls.h>
#include <unix/kernel.h>
#include <unix/usage.h>

/* Limits that nobody may pass, and those that process 0 begins with. */
#define DATA_MOST (32 << 20)
#define DATA_DEFAULT DATA_MOST
#define STACK_MOST (32 << 20)
#define STACK_DEFAULT (1 << 20)

/* The counts of struct rusage that are added up: from ru_ixrss to its end. */
#define FIRST_COUNT (offsetof(struct rusage, ru_ixrss) / sizeof(int32_t))
#define COUNTS_END (sizeof(struct rusage) / sizeof(int32_t))

void limits_start(struct rlimit *limits)
{
    for (int i = 0; i < RLIM_NLIMITS; i++)
        limits[i].rlim_cur = limits[i].rlim_max = RLIM_INFINITY;
    limits[RLIMIT_DATA].rlim_cur = DATA_DEFAULT;
    limits[RLIMIT_DATA].rlim_max = DATA_MOST;
    limits[RLIMIT_STACK].rlim_cur = STACK_DEFAULT;
    limits[RLIMIT_STACK].rlim_max = STACK_MOST;
}

void usage_add(struct rusage *to, const struct rusage *by)
{
    int32_t *count = (int32_t *)to;
    const int32_t *more = (const int32_t *)by;

    timeval_add(&to->ru_utime, &by->ru_utime);
    timeval_add(&to->ru_stime, &by->ru_stime);
    if (to->ru_maxrss < by->ru_maxrss)
        to->ru_maxrss = by->ru_maxrss;
    for (unsigned i = FIRST_COUNT; i < COUNTS_END; i++)
        count[i] += more[i];
}

void usage_current(struct rusage *usage)
{
    bcopy(&current->u_ru, usage, sizeof *usage);
    thread_times(current->u_proc, &usage->ru_utime, &usage->ru_stime);
}

/* getrusage(who, usage) */
int sys_getrusage(struct proc *p, const long *argument, long *value)
{
    struct rusage usage;

    switch ((int)argument[0]) {
    case RUSAGE_SELF:
        usage_current(&usage);
        return copy_out(&usage, argument[1], sizeof usage);
    case RUSAGE_CHILDREN:
        return copy_out(&current->u_cru, argument[1], sizeof usage);
    default:
        return EINVAL;
    }
}

/* getrlimit(resource, limit) */
int sys_getrlimit(struct proc *p, const long *argument, long *value)
{
    unsigned long which = argument[0];

    if (which >= RLIM_NLIMITS)
        return EINVAL;
    return copy_out(&current->u_rlimit[which], argument[1], sizeof(struct rlimit));
}

/* What the system itself cannot give is not promised. */
static void clamp(struct rlimit *limit, int32_t most)
{
    if (limit->rlim_cur > most)
        limit->rlim_cur = most;
    if (limit->rlim_max > most)
        limit->rlim_max = most;
}

/* setrlimit(resource, limit): hard limits are lowered by everyone, raised by the superuser. */
int sys_setrlimit(struct proc *p, const long *argument, long *value)
{
    unsigned long which = argument[0];
    struct rlimit new, *limit;
    int error;

    if (which >= RLIM_NLIMITS)
        return EINVAL;
    limit = &current->u_rlimit[which];
    if ((error = copy_in(argument[1], &new, sizeof new)) != 0)
        return error;
    if (new.rlim_cur < 0 || new.rlim_max < 0)
        return EINVAL;
    if ((new.rlim_cur > limit->rlim_max || new.rlim_max > limit->rlim_max) &&
        (error = superuser(current->u_cred)) != 0)
        return error;
    if (new.rlim_cur > new.rlim_max)
        new.rlim_cur = new.rlim_max;
    if (which == RLIMIT_DATA)
        clamp(&new, DATA_MOST);
    if (which == RLIMIT_STACK)
        clamp(&new, STACK_MOST);
    *limit = new;
    return 0;
}
