/*
 * Time: the kernel's clock says what it is; the server looks when it needs to know, and has a thread
 * that sleeps until the first callout is due. So a server that has nothing to do does nothing. What
 * processes use is counted when that thread wakes, once a second at least while there are timers of
 * used time, or priorities to be thought of.
 */
#include "server.h"

#define MICROSECONDS 1000000
#define SLEPT_MOST 127 /* seconds, in p_slptime */
#define TIME_MOST 127  /* in p_time */

int hz;
int tick;
volatile struct timeval time_now;

static mach_port_t alarm_port;
static struct timeval base;       /* the time of tick 0, by the kernel's clock */
static int ticks_seen, seconds_seen;
static bool sleeping;             /* the thread is, for longer than might be right */

static void normalize(struct timeval *time)
{
    if (time->tv_usec >= MICROSECONDS) {
        time->tv_usec -= MICROSECONDS;
        time->tv_sec++;
    } else if (time->tv_usec < 0) {
        time->tv_usec += MICROSECONDS;
        time->tv_sec--;
    }
}

/* a - b */
static struct timeval difference(const struct timeval *a, const struct timeval *b)
{
    struct timeval d = { a->tv_sec - b->tv_sec, a->tv_usec - b->tv_usec };

    normalize(&d);
    return d;
}

void time_exact(struct timeval *at)
{
    time_value_t now;

    kernel_time(&now);
    at->tv_sec = now.seconds;
    at->tv_usec = now.microseconds;
}

/* The kernel's time of day is everyone's. Ticks go on as they were. */
void time_set(const struct timeval *at)
{
    time_value_t now = { at->tv_sec, at->tv_usec };
    struct timeval before, since;

    time_exact(&before);
    since = difference(&before, &base);
    base = difference(at, &since);
    (void)host_set_time(host_priv, now);
    clock_catch_up();
}

/* There is nothing to be done until the kernel's clock ticks. */
void clock_look(void)
{
    static time_value_t seen;
    time_value_t now;

    kernel_time(&now);
    if (now.microseconds != seen.microseconds || now.seconds != seen.seconds) {
        seen = now;
        clock_catch_up();
    }
}

void clock_catch_up(void)
{
    struct timeval now, since;
    int ticks;

    time_exact(&now);
    since = difference(&now, &base);
    ticks = since.tv_sec * hz + since.tv_usec / tick;
    time_now.tv_sec = now.tv_sec;
    time_now.tv_usec = now.tv_usec;
    callouts_pass(ticks - ticks_seen);
    ticks_seen = ticks;
}

static void each_second(struct proc *p)
{
    if (p->p_time < TIME_MOST)
        p->p_time++;
    if ((p->p_stat == SSLEEP || p->p_stat == SSTOP) && p->p_slptime < SLEPT_MOST)
        p->p_slptime++;
    thread_renice(p);
}

/* What processes have used since the last time, for those who are interested: timers and limits. */
static void charge(struct proc *p)
{
    struct thread *t = &p->p_thread;
    struct timeval user, system;
    struct user *own = current;

    if (p->p_stat == SIDL || t->t_user == NULL || t->t_thread == MACH_PORT_NULL)
        return;
    thread_times(p, &user, &system);
    current = t->t_user;
    for (; t->t_user_charged < user.tv_sec * hz + user.tv_usec / tick; t->t_user_charged++)
        process_tick(p, true);
    for (; t->t_system_charged < system.tv_sec * hz + system.tv_usec / tick; t->t_system_charged++)
        process_tick(p, false);
    current = own;
}

static bool is_set(const struct itimerval *timer)
{
    return timer->it_value.tv_sec != 0 || timer->it_value.tv_usec != 0;
}

static bool timers_of_used_time(void)
{
    for (const struct proc *p = proc_list; p != NULL; p = p->p_next) {
        const struct user *u = p->p_thread.t_user;

        if (u != NULL && (is_set(&u->u_timer[0]) || is_set(&u->u_timer[1])))
            return true;
    }
    return false;
}

static void pass(void)
{
    int seconds;

    clock_catch_up();
    if (timers_of_used_time())
        for (struct proc *p = proc_list; p != NULL; p = p->p_next)
            charge(p);
    seconds = ticks_seen / hz;
    if (seconds != seconds_seen) {
        seconds_seen = seconds;
        for (struct proc *p = proc_list; p != NULL; p = p->p_next) {
            charge(p);
            each_second(p);
        }
    }
    notices_again();
    callouts_run();
}

/* Milliseconds until there is something to do. */
static int sleep_for(void)
{
    int ticks = callouts_wait();

    if (ticks < 0 || ticks > hz)
        ticks = hz;
    if (notices_missed() || timers_of_used_time())
        ticks = 1;
    return max(ticks * (tick / 1000), 1);
}

static void *run(void *argument)
{
    mach_msg_header_t message;

    (void)argument;
    for (;;) {
        int milliseconds;

        enter_personality();
        pass();
        milliseconds = sleep_for();
        sleeping = true;
        leave_personality();
        (void)mach_msg(&message, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof message, alarm_port, milliseconds,
                       MACH_PORT_NULL);
    }
    return NULL;
}

/* One message is enough. */
void clock_poke(void)
{
    mach_msg_header_t message = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND_ONCE, 0),
        .msgh_size = sizeof message,
        .msgh_remote_port = alarm_port,
    };

    if (!sleeping)
        return;
    sleeping = false;
    (void)mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE,
                   MACH_PORT_NULL);
}

void clock_start(int rate)
{
    hz = rate;
    tick = MICROSECONDS / rate;
    kernel_time_start();
    time_exact(&base);
    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &alarm_port) != KERN_SUCCESS)
        panic("no clock");
    clock_catch_up();
    if (cthread_fork(run, NULL) == NULL)
        panic("no thread for the clock");
}
