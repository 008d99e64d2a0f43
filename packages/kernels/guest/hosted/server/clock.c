/*
 * Ticks: time, callouts, and what processes have used. Several may run at once; so it is not the one
 * that was interrupted that is charged, but each with what the host says that it has used: whole
 * ticks of its process are user time, of its thread system time.
 */
#include "server.h"

#define HZ 100
#define MICROSECONDS 1000000
#define SLEPT_MOST 127 /* seconds, in p_slptime */
#define TIME_MOST 127  /* in p_time */

int hz = HZ;
int tick = MICROSECONDS / HZ;
volatile struct timeval time_now;

static int64_t offset; /* of the time of day to the host's steady clock */
static int ticks_of_second;

static void to_timeval(int64_t microseconds, struct timeval *time)
{
    time->tv_sec = microseconds / MICROSECONDS;
    time->tv_usec = microseconds % MICROSECONDS;
}

void time_exact(struct timeval *at)
{
    to_timeval(offset + host_steady(), at);
}

static void time_advance(void)
{
    struct timeval now;

    time_exact(&now);
    time_now.tv_sec = now.tv_sec;
    time_now.tv_usec = now.tv_usec;
}

void time_set(const struct timeval *at)
{
    offset = (int64_t)at->tv_sec * MICROSECONDS + at->tv_usec - host_steady();
    time_advance();
}

static void charge_ticks(struct proc *p, int64_t used, int64_t *charged, bool in_user_mode)
{
    while (used - *charged >= tick) {
        *charged += tick;
        process_tick(p, in_user_mode);
    }
}

static void charge(struct proc *p)
{
    struct thread *t = &p->p_thread;
    struct user *own = current_user;

    if (p->p_stat == SIDL || t->t_user == NULL)
        return;
    thread_times_note(p);
    current_user = t->t_user;
    charge_ticks(p, t->t_user_time, &t->t_user_charged, true);
    charge_ticks(p, t->t_system_time, &t->t_system_charged, false);
    current_user = own;
}

static void each_second(struct proc *p)
{
    if (p->p_time < TIME_MOST)
        p->p_time++;
    if ((p->p_stat == SSLEEP || p->p_stat == SSTOP) && p->p_slptime < SLEPT_MOST)
        p->p_slptime++;
    thread_renice(p);
}

static void ticks_pass(int count)
{
    bool due = false;

    current_user = &user_0;
    for (int i = 0; i < count; i++)
        due |= callouts_tick();
    time_advance();
    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        charge(p);
    if ((ticks_of_second += count) >= hz) {
        ticks_of_second = 0;
        for (struct proc *p = proc_list; p != NULL; p = p->p_next)
            each_second(p);
    }
    if (due)
        callouts_run();
}

void clock_start(void)
{
    offset = host_time() - host_steady();
    time_advance();
    host_clock_start(tick, ticks_pass);
}
