/* What a posted signal does to a process in each state, and sleeping and waking. */
#include <abi/wait.h>

#include "host.h"

static int taken;
static void take(int signal, int code, void *frame) { taken++; }

static char channel, hard_channel;
static long slept; /* what the sleep gave */

static void common(void)
{
    CALL(setpgrp, 0, 0); /* with its parent in the session: not orphaned */
    handle(SIGUSR1, take, 0, 0);
    handle(SIGTTOU, take, 0, 0);
    CALL(sigblock, sigmask(SIGUSR2));
}

static void soft_sleeper(void)
{
    common();
    slept = KSLEEP(&channel, PWAIT | PCATCH, 0);
    sleep_forever();
}

static void hard_sleeper(void)
{
    common();
    slept = KSLEEP(&hard_channel, PINOD, 0);
    sleep_forever();
}

static void stops_itself(void)
{
    common();
    CALL(kill, CALL(getpid, 0), SIGSTOP);
    sleep_forever();
}

enum beginning { SOFT, HARD, STOPPED, STOPPED_ASLEEP, STOPPED_HARD };

static struct proc *begin(enum beginning how)
{
    pid_t pid = spawn(how == HARD || how == STOPPED_HARD ? hard_sleeper
                      : how == STOPPED                   ? stops_itself
                                                         : soft_sleeper);
    others_run();
    if (how == STOPPED_ASLEEP)
        CALL(kill, pid, SIGSTOP);
    taken = 0;
    return proc_find(pid);
}

static void end(struct proc *p)
{
    CALL(kill, p->p_pid, SIGKILL);
    CALL(kill, p->p_pid, SIGCONT);
    KWAKE(&hard_channel);
    CHECK_IS(wait_for(p->p_pid, NULL), p->p_pid);
}

/* p_stat and p_sig after the signal, before the process itself has done anything. */
static const struct row {
    enum beginning how;
    int signal;
    int stat;
    bool pending;
    bool on_queue;
} rows[] = {
    {SOFT, SIGUSR1, SRUN, true, false},   /* caught */
    {SOFT, SIGTERM, SRUN, true, false},   /* kills */
    {SOFT, SIGUSR2, SSLEEP, true, true},  /* blocked */
    {SOFT, SIGCHLD, SSLEEP, false, true}, /* ignored */
    {SOFT, SIGCONT, SSLEEP, false, true},
    {SOFT, SIGTSTP, SSTOP, false, true},
    {SOFT, SIGTTOU, SRUN, true, false}, /* a stop that is caught */
    {SOFT, SIGSTOP, SSTOP, false, true},
    {SOFT, SIGKILL, SRUN, true, false},
    {HARD, SIGUSR1, SSLEEP, true, true},
    {HARD, SIGTERM, SSLEEP, true, true},
    {HARD, SIGKILL, SSLEEP, true, true},
    {HARD, SIGSTOP, SSLEEP, true, true},
    {HARD, SIGCONT, SSLEEP, true, true},
    {HARD, SIGCHLD, SSLEEP, false, true},
    {STOPPED, SIGUSR1, SSTOP, true, false},
    {STOPPED, SIGTERM, SSTOP, true, false},
    {STOPPED, SIGUSR2, SSTOP, true, false},
    {STOPPED, SIGSTOP, SSTOP, false, false},
    {STOPPED, SIGTSTP, SSTOP, false, false},
    {STOPPED, SIGCONT, SRUN, false, false},
    {STOPPED, SIGKILL, SRUN, true, false},
    {STOPPED, SIGCHLD, SSTOP, false, false},
    {STOPPED_ASLEEP, SIGCONT, SSLEEP, false, true},
    {STOPPED_ASLEEP, SIGUSR1, SSTOP, true, false}, /* the sleep is over */
    {STOPPED_ASLEEP, SIGUSR2, SSTOP, true, true},
    {STOPPED_ASLEEP, SIGKILL, SRUN, true, false},
    {STOPPED_ASLEEP, SIGSTOP, SSTOP, false, true},
};

static void states(void)
{
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct proc *p = begin(row->how);

        signal_post(p, row->signal);
        if (p->p_stat != row->stat || ((p->p_sig & sigmask(row->signal)) != 0) != row->pending ||
            (p->p_wchan != NULL) != row->on_queue) {
            printf("row %d: state %d, pending %x, channel %d\n", (int)i, p->p_stat, (int)p->p_sig,
                   p->p_wchan != NULL);
            exit(1);
        }
        end(p);
    }
}

static void running(void)
{
    handle(SIGUSR1, take, 0, 0);
    signal_post(current->u_proc, SIGUSR1);
    CHECK(current->u_proc->p_thread.t_notice);
    CHECK_IS(taken, 0);
    CALL(getpid, 0);
    CHECK_IS(taken, 1);
}

static void stopped_and_woken(void)
{
    struct proc *p = begin(STOPPED_ASLEEP);

    slept = 99;
    KWAKE(&channel); /* while it is stopped */
    CHECK_IS(p->p_stat, SSTOP);
    CHECK(p->p_wchan == NULL);
    others_run();
    CHECK_IS(slept, 99);
    CALL(kill, p->p_pid, SIGCONT);
    others_run();
    CHECK_IS(slept, 0);
    end(p);

    p = begin(STOPPED_ASLEEP);
    slept = 99;
    CALL(kill, p->p_pid, SIGCONT); /* sleeps on */
    others_run();
    CHECK_IS(slept, 99);
    KWAKE(&channel);
    others_run();
    CHECK_IS(slept, 0);
    end(p);
}

static void stopped_and_signalled(void)
{
    struct proc *p = begin(STOPPED_ASLEEP);

    CALL(kill, p->p_pid, SIGUSR1);
    others_run();
    CHECK_IS(taken, 0);
    CALL(kill, p->p_pid, SIGCONT);
    others_run();
    CHECK_IS(taken, 1);
    CHECK_IS(p->p_stat, SSLEEP);
    CHECK(p->p_wchan == &channel); /* restarted */
    end(p);

    /* SIGCONT and stops take each other away. */
    p = begin(HARD);
    CALL(kill, p->p_pid, SIGTSTP);
    CHECK_IS(p->p_sig, sigmask(SIGTSTP));
    CALL(kill, p->p_pid, SIGCONT);
    CHECK_IS(p->p_sig, sigmask(SIGCONT));
    CALL(kill, p->p_pid, SIGTSTP);
    CHECK_IS(p->p_sig, sigmask(SIGTSTP));
    slept = 99;
    KWAKE(&hard_channel);
    others_run();
    CHECK_IS(p->p_stat, SSTOP);
    CHECK_IS(slept, 99); /* not yet back with its program */
    CHECK(p->p_wchan == NULL);
    CALL(kill, p->p_pid, SIGCONT);
    others_run();
    CHECK_IS(slept, 0);
    end(p);
}

static void blocked_continue(void)
{
    CALL(setpgrp, 0, 0);
    handle(SIGCONT, take, 0, 0);
    CALL(sigblock, sigmask(SIGCONT));
    CALL(kill, CALL(getpid, 0), SIGSTOP);
    slept = 5;
    sleep_forever();
}

static void continues_blocked(void)
{
    pid_t pid = spawn(blocked_continue);

    others_run();
    struct proc *p = proc_find(pid);
    CHECK_IS(p->p_stat, SSTOP);
    CALL(kill, pid, SIGCONT);
    others_run();
    CHECK_IS(slept, 5);
    CHECK_IS(p->p_sig, sigmask(SIGCONT)); /* for later */
    CHECK_IS(taken, 0);
    end(p);
}

static void sleeps_with_limit(void)
{
    common();
    slept = KSLEEP(&channel, PWAIT | PCATCH, 200);
    sleep_forever();
}

static void limits_of_sleep(void)
{
    struct timeval before = {time_now.tv_sec, time_now.tv_usec};

    CHECK_IS(KSLEEP(&channel, PWAIT, 250), -EWOULDBLOCK);
    CHECK_IS((time_now.tv_sec - before.tv_sec) * 100 + (time_now.tv_usec - before.tv_usec) / 10000,
             250);
    CHECK_IS(current->u_proc->p_flag & (P_TIMEOUT | P_SINTR), 0);

    /* Woken before the limit: that does not come later. */
    pid_t pid = spawn(sleeps_with_limit);
    others_run();
    KWAKE(&channel);
    others_run();
    CHECK_IS(slept, 0);
    KSLEEP(&before, PWAIT, 400);
    CHECK_IS(proc_find(pid)->p_flag & P_TIMEOUT, 0);
    end(proc_find(pid));

    /* The limit comes while it is stopped. */
    pid = spawn(sleeps_with_limit);
    others_run();
    slept = 99;
    CALL(kill, pid, SIGSTOP);
    KSLEEP(&before, PWAIT, 400);
    CHECK_IS(proc_find(pid)->p_stat, SSTOP);
    CHECK_IS(slept, 99);
    CALL(kill, pid, SIGCONT);
    others_run();
    CHECK_IS(slept, -EWOULDBLOCK);
    end(proc_find(pid));
}

#define SLEEPERS 8
static int order[SLEEPERS + 1], woken;

static void ordered(void)
{
    pid_t pid = CALL(getpid, 0);

    KSLEEP(&order[pid % 2], PWAIT, 0);
    order[woken++] = pid;
}

static void wakes_in_order(void)
{
    pid_t first = 0;

    for (int i = 0; i < SLEEPERS; i++) {
        pid_t pid = spawn(ordered);
        if (i == 0)
            first = pid;
        others_run();
    }
    KWAKE(&order[first % 2]); /* one queue, two channels */
    others_run();
    CHECK_IS(woken, SLEEPERS / 2);
    for (int i = 0; i < woken; i++)
        CHECK_IS(order[i], first + 2 * i);
    KWAKE(&order[(first + 1) % 2]);
    others_run();
    CHECK_IS(woken, SLEEPERS);
    for (int i = 0; i < SLEEPERS; i++)
        wait_for(first + i, NULL);
    KSLEEP(&woken, PWAIT, 1);
    CHECK_IS(current->u_ru.ru_nvcsw, 1);
}

static void nice_one(void)
{
    CALL(setpriority, PRIO_PROCESS, 0, 15);
    sleep_forever();
}

static void killed_at_once(void)
{
    pid_t pid = spawn(nice_one);

    others_run();
    CALL(kill, pid, SIGTERM);
    CHECK_IS(proc_find(pid)->p_nice, NZERO);
    CHECK(proc_find(pid)->p_pri <= PUSER);
    wait_for(pid, NULL);
}

const struct test state_tests[] = {
    {"signals in every state", states},
    {"a signal to oneself", running},
    {"woken while stopped", stopped_and_woken},
    {"signalled while stopped", stopped_and_signalled},
    {"SIGCONT blocked", continues_blocked},
    {"limits of sleep", limits_of_sleep},
    {"sleepers wake in order", wakes_in_order},
    {"the nice are killed at once", killed_at_once},
    {NULL, NULL},
};
