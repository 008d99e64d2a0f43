/* Groups of processes and sessions. */
#include "suite.h"

#ifndef __GLIBC__
#define getpgid(process) raw(SYS_getpgrp, process, 0, 0, 0, 0)
#endif

static void own_group(void)
{
    pid_t child;

    SAME(getpgrp(), getpid()); /* the runner has made it so */
    child = fork_child();
    if (child == 0) {
        SAME(getpgrp(), getppid());
        SAME(setpgid(0, 0), 0);
        SAME(getpgrp(), getpid());
        SAME(setpgid(0, getppid()), 0); /* and back */
        SAME(getpgrp(), getppid());
        _exit(0);
    }
    expect_exit(child, 0);
}

static void group_of_child(void)
{
    pid_t a = fork_sleeper(), b = fork_sleeper();

    SAME(setpgid(a, 0), 0);
    SAME(getpgid(a), a);
    SAME(setpgid(b, a), 0);
    SAME(getpgid(b), a);
    SAME(setpgid(b, b), 0);
    FAILS(setpgid(a, -1), EINVAL);
    FAILS(setpgid(a, 29999), EPERM); /* no such group */
    FAILS(setpgid(29999, 0), ESRCH);
    FAILS(setpgid(getppid(), 0), ESRCH); /* no child */
    kill_sleeper(a);
    kill_sleeper(b);
}

static void group_after_exec(void)
{
    const char *arguments[] = { "@pause", NULL };
    pid_t child = start_helper(arguments);

    for (int turn = 0; turn < 100 && setpgid(child, 0) == 0; turn++)
        pause_ms(20); /* it has not come to exec yet */
    FAILS(setpgid(child, getpgrp()), EACCES);
    kill_sleeper(child);
}

static void sessions(void)
{
    pid_t child;

    FAILS(setsid(), EPERM); /* it leads a group */
    child = fork_child();
    if (child == 0) {
        pid_t inner;

        SAME(setsid(), getpid());
        SAME(getpgrp(), getpid());
        FAILS(setsid(), EPERM);
        FAILS(setpgid(0, 0), EPERM); /* a leader stays what it is */
        FAILS(setpgid(0, getppid()), EPERM); /* a group elsewhere */
        inner = fork_sleeper();
        SAME(setpgid(inner, inner), 0);
        kill_sleeper(inner);
        _exit(0);
    }
    expect_exit(child, 0);
    child = fork_child();
    if (child == 0) {
        setsid();
        pause();
    }
    pause_ms(50);
    FAILS(setpgid(child, getpgrp()), EPERM);
    kill_sleeper(child);
}

static void signals_to_groups(void)
{
    pid_t a = fork_sleeper(), b = fork_sleeper(), c = fork_sleeper();

    SAME(setpgid(a, a), 0);
    SAME(setpgid(b, a), 0);
    SAME(killpg(a, 0), 0);
    SAME(kill(-a, SIGTERM), 0);
    expect_signal(a, SIGTERM);
    expect_signal(b, SIGTERM);
    SAME(kill(c, 0), 0);
    FAILS(kill(-a, 0), ESRCH);
    FAILS(killpg(29999, SIGTERM), ESRCH);
    catch_signal(SIGUSR1, SIG_IGN, 0);
    SAME(kill(0, SIGUSR1), 0);
    expect_signal(c, SIGUSR1); /* one's own group */
}

#ifndef __GLIBC__
int setpgrp(pid_t process, pid_t group);

/* The call itself, with the group of any process. */
static void group_of_anyone(void)
{
    SAME(raw(SYS_getpgrp, 0, 0, 0, 0, 0), getpgrp());
    SAME(raw(SYS_getpgrp, getpid(), 0, 0, 0, 0), getpgrp());
    CHECK(raw(SYS_getpgrp, getppid(), 0, 0, 0, 0) >= 0);
    FAILS(raw(SYS_getpgrp, 29999, 0, 0, 0, 0), ESRCH);
    FAILS(raw(SYS_getpgrp, -1, 0, 0, 0, 0), ESRCH);
    FAILS(setpgrp(0, -5), EINVAL);
}
#else
static void group_of_anyone(void) {}
#endif

const struct test process_groups[] = {
    TEST(own_group, 0),
    TEST(group_of_child, 0),
    TEST(group_after_exec, 0),
    TEST(sessions, 0),
    TEST(signals_to_groups, 0),
    TEST(group_of_anyone, OURS),
    END,
};
