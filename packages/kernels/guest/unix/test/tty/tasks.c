/* Tasks, sleep, and time: what lies under, in small. */
#include "host.h"

#include "context.h"

struct proc procs[TASKS];
struct user users[TASKS];
struct user *current_user = &users[0];
struct proc *init_process = &procs[TASKS - 1];
struct pgrp groups[3];
struct session sessions[2];
int hz = 100, tick = 10000;
volatile struct timeval time_now = { 700000000, 0 };
static long ticks_now;
static unsigned level;

int self(void)
{
    return current_user - users;
}

/* ---- levels ---- */

static spl_t raise(unsigned to)
{
    unsigned before = level;

    if (to > level)
        level = to;
    return before;
}

spl_t splsoftclock(void) { return raise(1); }
spl_t splbio(void) { return raise(2); }
spl_t spltty(void) { return raise(3); }
spl_t splclock(void) { return raise(4); }
spl_t splhigh(void) { return raise(5); }
void splx(spl_t to) { level = to; }

/* ---- tasks ---- */

static void begin(void)
{
    struct thread *t = &procs[self()].p_thread;

    t->function();
    CHECK_IS(level, 0);
    t->done = true;
    context_switch(t->context, procs[0].p_thread.context);
}

void task_start(int task, void (*function)(void))
{
    struct thread *t = &procs[task].p_thread;

    CHECK(!t->started || t->done);
    if (t->context != NULL)
        context_free(t->context);
    if (procs[0].p_thread.context == NULL)
        procs[0].p_thread.context = context_make(NULL);
    memset(t, 0, sizeof *t);
    t->function = function;
    t->context = context_make(begin);
    t->started = true;
    t->ready = true;
}

void tasks_run(void)
{
    bool again = true;

    CHECK_IS(self(), 0);
    while (again) {
        again = false;
        for (int i = 1; i < TASKS; i++) {
            struct thread *t = &procs[i].p_thread;
            unsigned mine = level;
            if (!t->started || t->done || !t->ready)
                continue;
            again = true;
            t->ready = false;
            level = t->level;
            current_user = &users[i];
            context_switch(procs[0].p_thread.context, t->context);
            t->level = level;
            current_user = &users[0];
            level = mine;
        }
    }
}

bool task_done(int task) { return procs[task].p_thread.done; }

bool task_sleeps(int task)
{
    struct thread *t = &procs[task].p_thread;

    return t->started && !t->done && !t->ready;
}

static void wake(struct proc *p, int result)
{
    p->p_thread.channel = NULL;
    p->p_thread.due = 0;
    p->p_thread.result = result;
    p->p_thread.ready = true;
    p->p_wchan = NULL;
}

void task_continue(int task)
{
    CHECK(procs[task].p_thread.stopped);
    procs[task].p_thread.stopped = false;
    wake(&procs[task], 0);
}

/* ---- sleep ---- */

#define STOPS (sigmask(SIGTTIN) | sigmask(SIGTTOU) | sigmask(SIGTSTP))

int sleep_on(const void *channel, int priority, const char *why, int ticks)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    uint32_t pending = p->p_sig & ~p->p_sigmask & ~p->p_sigignore;

    (void)why;
    if (self() == 0)
        check_failed(__FILE__, __LINE__, "the test itself sleeps");
    if ((priority & PCATCH) && (pending & ~STOPS & ~sigmask(SIGWINCH)))
        return EINTR;
    if ((priority & PCATCH) && (pending & STOPS)) {
        p->p_sig &= ~STOPS;
        t->stopped = true;
        ticks = 0;
        channel = &t->stopped;
    }
    t->channel = p->p_wchan = channel;
    t->catches = (priority & PCATCH) != 0;
    t->due = ticks != 0 ? ticks_now + ticks : 0;
    context_switch(t->context, procs[0].p_thread.context);
    return t->result;
}

void wakeup(const void *channel)
{
    for (int i = 1; i < TASKS; i++)
        if (procs[i].p_thread.channel == channel && !procs[i].p_thread.ready)
            wake(&procs[i], 0);
}

void time_pass(int ticks)
{
    while (ticks-- > 0) {
        ticks_now++;
        time_now.tv_usec += tick;
        if (time_now.tv_usec >= 1000000) {
            time_now.tv_usec -= 1000000;
            time_now.tv_sec++;
        }
        for (int i = 1; i < TASKS; i++)
            if (procs[i].p_thread.due != 0 && procs[i].p_thread.due <= ticks_now)
                wake(&procs[i], EWOULDBLOCK);
        tasks_run();
    }
}

/* ---- select: only who is remembered ---- */

bool select_record(struct proc **who)
{
    if (*who != NULL && *who != current->u_proc)
        return true;
    *who = current->u_proc;
    return false;
}

void select_wakeup(struct proc *p, bool collision)
{
    (void)collision;
    p->p_flag &= ~P_SELECTING;
}

/* ---- signals and groups ---- */

int signals_sent[NSIG];

void signals_forget(void)
{
    memset(signals_sent, 0, sizeof signals_sent);
    for (int i = 0; i < TASKS; i++)
        procs[i].p_sig = 0;
}

void signal_post(struct proc *p, int signal)
{
    struct thread *t = &p->p_thread;

    signals_sent[signal]++;
    p->p_sig |= sigmask(signal);
    if ((p->p_sigmask | p->p_sigignore) & sigmask(signal))
        return;
    if (t->channel != NULL && t->catches && !(sigmask(signal) & (STOPS | sigmask(SIGWINCH))))
        wake(p, EINTR);
}

void signal_post_group(struct pgrp *group, int signal, bool only_with_terminal)
{
    if (group == NULL)
        return;
    for (struct proc *p = group->pg_members; p != NULL; p = p->p_pgrpnext)
        if (!only_with_terminal || (p->p_flag & P_CONTROLT))
            signal_post(p, signal);
}

struct pgrp *pgrp_find(pid_t id)
{
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (groups[i].pg_id == id)
            return &groups[i];
    return NULL;
}

void group_put(int task, int group)
{
    struct proc *p = &procs[task];

    if (p->p_pgrp != NULL)
        for (struct proc **link = &p->p_pgrp->pg_members; *link != NULL; link = &(*link)->p_pgrpnext)
            if (*link == p) {
                *link = p->p_pgrpnext;
                break;
            }
    p->p_pgrp = &groups[group];
    p->p_pgrpnext = groups[group].pg_members;
    groups[group].pg_members = p;
}
