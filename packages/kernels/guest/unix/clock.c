/*
 * What a tick of the clock is for the process that it interrupts: its timers of virtual and of
 * profiled time, its memory's charge for the tick, and its limit of processor time. Priorities and
 * the time itself are kept by what lies under.
 */
#include <unix/kernel.h>
#include <unix/usage.h>

#define KILOBYTES(bytes) ((bytes) >> 10)
#define CPU_GRACE 5 /* seconds from one SIGXCPU to the next */

static void count_down(struct proc *p, int which, int signal)
{
    struct itimerval *timer = &current->u_timer[which - ITIMER_VIRTUAL];

    if (timeval_is_set(&timer->it_value) && !itimer_decrement(timer, tick))
        signal_post(p, signal);
}

/* Sizes times ticks, in KB, and the largest size. */
static void charge_memory(const struct proc *p, struct rusage *usage)
{
    int32_t size = KILOBYTES(p->p_textsize + p->p_datasize + p->p_stacksize);

    usage->ru_ixrss += KILOBYTES(p->p_textsize);
    usage->ru_idrss += KILOBYTES(p->p_datasize);
    usage->ru_isrss += KILOBYTES(p->p_stacksize);
    if (usage->ru_maxrss < size)
        usage->ru_maxrss = size;
}

/* Over the limit: a warning, and later ones as long as the hard limit is not reached. */
static void check_limit(struct proc *p, struct rlimit *limit)
{
    struct timeval user, system;

    thread_times(p, &user, &system);
    timeval_add(&user, &system);
    if (user.tv_sec < limit->rlim_cur)
        return;
    if (user.tv_sec >= limit->rlim_max) {
        signal_post(p, SIGKILL);
        return;
    }
    signal_post(p, SIGXCPU);
    limit->rlim_cur = limit->rlim_max - limit->rlim_cur > CPU_GRACE ? user.tv_sec + CPU_GRACE
                                                                   : limit->rlim_max;
}

void process_tick(struct proc *p, bool in_user_mode)
{
    struct rlimit *limit = &current->u_rlimit[RLIMIT_CPU];

    if (in_user_mode)
        count_down(p, ITIMER_VIRTUAL, SIGVTALRM);
    count_down(p, ITIMER_PROF, SIGPROF);
    if ((p->p_flag & P_SYSTEM) != 0)
        return;
    charge_memory(p, &current->u_ru);
    if (limit->rlim_cur != RLIM_INFINITY && p->p_stat == SRUN && (p->p_flag & P_EXITING) == 0)
        check_limit(p, limit);
}
