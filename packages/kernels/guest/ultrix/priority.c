/*
 * Priorities of programs, as 4.3BSD computes them (Leffler and others, The Design and Implementation
 * of the 4.3BSD UNIX Operating System, section 4.4):
 *
 *      p_usrpri = PUSER + p_cpu / 4 + 2 p_nice
 *      once a second:  p_cpu = p_cpu * 2 load / (2 load + 1) + p_nice
 *
 * so that 90 % of its use are forgotten in five seconds for each that wants to run.
 */
#include "statistics.h"
#include "switch.h"

#define PRIORITY_MAX 127
#define CPU_MAX 255
#define SLEEP_MAX 127

/* p_pctcpu has these bits behind the point; of a second's it forgets 1 - e^(-1/20), 95 % in 60. */
#define FRACTION_SHIFT 11
#define FRACTION (1 << FRACTION_SHIFT)
#define PCT_DECAY 1948 /* e^(-1/20) FRACTION */

static unsigned limit(int value, int most)
{
    return value < 0 ? 0 : value > most ? most : value;
}

void priority_compute(struct proc *p)
{
    int priority = PUSER + p->p_cpu / 4 + 2 * p->p_nice;

    if (priority < PUSER && p->p_nice >= 0)
        priority = PUSER;
    p->p_usrpri = limit(priority, PRIORITY_MAX);
    if (p->p_usrpri < current_priority)
        want_resched = true;
}

/* Twice the load, as a fraction of LOAD_SCALE: what decays, and what by. */
static uint32_t load_twice(void)
{
    return 2 * load_average[0];
}

static unsigned decay(uint32_t load, unsigned cpu)
{
    return load * cpu / (load + LOAD_SCALE);
}

/* It has slept for seconds in which nobody made its use decay. */
void priority_after_sleep(struct proc *p)
{
    uint32_t load = load_twice();
    unsigned cpu = p->p_cpu;

    if (p->p_slptime > 5 * (load >> LOAD_SHIFT) + 5) {
        p->p_cpu = 0;
    } else {
        for (int seconds = p->p_slptime - 1; seconds > 0 && cpu != 0; seconds--)
            cpu = decay(load, cpu);
        p->p_cpu = limit(cpu, CPU_MAX);
    }
    priority_compute(p);
}

void thread_renice(struct proc *p)
{
    spl_t level = splhigh();

    priority_compute(p);
    splx(level);
}

/* A runnable process waits in the queue of another priority than it has now. */
static void requeue(struct proc *p)
{
    if (p->p_thread.t_queued && p->p_pri >> 2 != p->p_usrpri >> 2) {
        run_queue_remove(p);
        p->p_pri = p->p_usrpri;
        run_queue_insert(p);
    } else {
        p->p_pri = p->p_usrpri;
    }
}

static void process_second(struct proc *p, uint32_t load)
{
    spl_t level;

    if (p->p_time < SLEEP_MAX)
        p->p_time++;
    if ((p->p_stat == SSLEEP || p->p_stat == SSTOP) && p->p_slptime < SLEEP_MAX)
        p->p_slptime++;
    p->p_pctcpu = p->p_pctcpu * PCT_DECAY >> FRACTION_SHIFT;
    if (p->p_slptime > 1)
        return; /* priority_after_sleep() will make up for it */
    level = splhigh();
    p->p_pctcpu += (FRACTION - PCT_DECAY) * p->p_thread.t_cpu_ticks / hz;
    p->p_thread.t_cpu_ticks = 0;
    p->p_cpu = limit(decay(load, p->p_cpu) + p->p_nice, CPU_MAX);
    priority_compute(p);
    if (p->p_pri >= PUSER && p->p_stat == SRUN)
        requeue(p);
    splx(level);
}

void priorities_second(void)
{
    uint32_t load = load_twice();

    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (p->p_stat != SIDL)
            process_second(p, load);
}
