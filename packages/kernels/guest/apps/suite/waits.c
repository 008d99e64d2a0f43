/* exit and wait: statuses, whom one waits for, orphans and zombies. */
#include "suite.h"

static pid_t child_exiting(int status)
{
    pid_t child = fork_child();

    if (child == 0)
        _exit(status);
    return child;
}

static void exit_statuses(void)
{
    static const int given[] = { 0, 1, 2, 77, 127, 128, 255, 256, 257, -1, 0x1234 };

    for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
        int status = status_of(child_exiting(given[i]));

        CHECK(WIFEXITED(status) && !WIFSIGNALED(status) && !WIFSTOPPED(status));
        SAME(WEXITSTATUS(status), given[i] & 0xff); /* eight bits */
    }
}

static void signal_statuses(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGALRM, SIGPIPE, SIGUSR1,
                                   SIGVTALRM, SIGPROF, SIGXCPU };

    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        pid_t child = fork_sleeper();
        int status;

        SAME(kill(child, signals[i]), 0);
        status = status_of(child);
        CHECK(WIFSIGNALED(status) && !WIFEXITED(status) && !WIFSTOPPED(status));
        SAME(WTERMSIG(status), signals[i]);
    }
}

static void wait_for_one(void)
{
    pid_t a = child_exiting(1), b = child_exiting(2), c = child_exiting(3);
    int status;

    SAME(waitpid(b, &status, 0), b);
    SAME(WEXITSTATUS(status), 2);
    FAILS(waitpid(b, &status, 0), ECHILD);
    SAME(waitpid(c, &status, 0), c);
    SAME(wait(&status), a);
    SAME(WEXITSTATUS(status), 1);
    FAILS(wait(&status), ECHILD);
    FAILS(waitpid(getpid(), &status, 0), ECHILD); /* no child of its own */
    FAILS(waitpid(getppid(), &status, 0), ECHILD);
    FAILS(waitpid(1, &status, 0), ECHILD);
}

static void wait_without_waiting(void)
{
    struct gate gate;
    pid_t child;
    int status = 1234;

    gate_open(&gate);
    child = fork_child();
    if (child == 0) {
        gate_wait(&gate);
        _exit(5);
    }
    SAME(waitpid(-1, &status, WNOHANG), 0);
    SAME(waitpid(child, &status, WNOHANG), 0);
    gate_post(&gate);
    for (int turn = 0; turn < 500 && waitpid(child, &status, WNOHANG) == 0; turn++)
        pause_ms(10);
    SAME(WEXITSTATUS(status), 5);
    FAILS(waitpid(-1, &status, WNOHANG), ECHILD);
    gate_close(&gate);
}

static void wait_for_group(void)
{
    pid_t a = fork_sleeper(), b = fork_sleeper(), c = fork_sleeper();

    SAME(setpgid(a, a), 0);
    SAME(setpgid(b, a), 0);
    SAME(kill(a, SIGKILL), 0);
    SAME(kill(b, SIGTERM), 0);
    SAME(kill(c, SIGKILL), 0);
    SAME(waitpid(0, NULL, 0), c); /* one's own group */
    FAILS(waitpid(0, NULL, 0), ECHILD);
    CHECK(waitpid(-a, NULL, 0) > 0 && waitpid(-a, NULL, 0) > 0);
    FAILS(waitpid(-a, NULL, 0), ECHILD);
    FAILS(waitpid(-0x7fffffff, NULL, WNOHANG), ECHILD);
}

static void wait_errors(void)
{
    pid_t child = fork_sleeper();

    FAILS(waitpid(child, NULL, 0x7000), EINVAL);
    FAILS(waitpid(-1, NULL, unseen(-1)), EINVAL);
    FAILS(waitpid(29999, NULL, WNOHANG), ECHILD);
    kill_sleeper(child);
}

/* The status cannot be stored: the child stays. */
static void wait_bad_address(void)
{
    pid_t child = child_exiting(6);

    FAILS(raw(SYS_wait4, child, unseen(8), 0, 0, 0), EFAULT);
    SAME(WEXITSTATUS(status_of(child)), 6);
}

static void zombies(void)
{
    pid_t child = child_exiting(7);
    int status;

    pause_ms(50);
    SAME(kill(child, 0), 0); /* it is there until it is waited for */
    SAME(kill(child, SIGKILL), 0);
    SAME(waitpid(child, &status, 0), child);
    SAME(WEXITSTATUS(status), 7); /* and died of what it died of */
    FAILS(kill(child, 0), ESRCH);
}

/* Process 1 has waited for it: if that is what it does, as this program does, it is gone. */
static void expect_gone(pid_t orphan)
{
    if (IS_OURS && getppid() != 1)
        return;
    for (int turn = 0; turn < 300 && kill(orphan, 0) == 0; turn++)
        pause_ms(10);
    FAILS(kill(orphan, 0), ESRCH);
}

static void orphans(void)
{
    struct gate gone;
    pid_t parent, orphan, found[2];
    int ends[2];

    gate_open(&gone);
    make_pipe(ends);
    parent = fork_child();
    if (parent == 0) {
        orphan = fork_child();
        if (orphan == 0) {
            gate_wait(&gone);
            for (int turn = 0; turn < 300 && getppid() == parent; turn++)
                pause_ms(10);
            found[0] = getpid();
            found[1] = getppid();
            write_all(ends[1], found, sizeof(found));
            _exit(0);
        }
        _exit(0);
    }
    expect_exit(parent, 0);
    gate_post(&gone);
    read_all(ends[0], found, sizeof(found));
    CHECK(found[1] != parent && found[1] != getpid());
    if (IS_OURS)
        SAME(found[1], 1);
    FAILS(waitpid(found[0], NULL, 0), ECHILD); /* not ours */
    expect_gone(found[0]);
    gate_close(&gone);
    close_pipe(ends);
}

/* A parent that ends with zombies: process 1 gets them. */
static void orphan_zombies(void)
{
    int ends[2];
    pid_t parent, zombie;

    make_pipe(ends);
    parent = fork_child();
    if (parent == 0) {
        zombie = child_exiting(0);
        write_all(ends[1], &zombie, sizeof(zombie));
        pause_ms(30);
        _exit(0);
    }
    read_all(ends[0], &zombie, sizeof(zombie));
    expect_exit(parent, 0);
    expect_gone(zombie);
    close_pipe(ends);
}

static void exit_closes(void)
{
    char byte;
    int ends[2];
    pid_t child;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        pause_ms(20);
        _exit(0);
    }
    close_ok(ends[1]);
    SAME(read(ends[0], &byte, 1), 0); /* the last writer has gone */
    expect_exit(child, 0);
    close_ok(ends[0]);
}

static void wait_usage(void)
{
    struct rusage usage, children;
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        volatile unsigned x = 0;

        for (long end = now_ms() + 60; now_ms() < end;)
            x = x + 1;
        _exit(0);
    }
    memset(&usage, 0xff, sizeof(usage));
    SAME(wait4(child, &status, 0, &usage), child);
    CHECK(usage.ru_utime.tv_sec == 0 && usage.ru_utime.tv_usec >= 0 &&
          usage.ru_utime.tv_usec < 1000000);
    CHECK(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec > 5000);
    SAME(getrusage(RUSAGE_CHILDREN, &children), 0);
    CHECK(children.ru_utime.tv_usec + children.ru_stime.tv_usec > 5000);
}

const struct test waits[] = {
    TEST(exit_statuses, 0),
    TEST(signal_statuses, 0),
    TEST(wait_for_one, 0),
    TEST(wait_without_waiting, 0),
    TEST(wait_for_group, 0),
    TEST(wait_errors, 0),
    TEST(wait_bad_address, OURS),
    TEST(zombies, 0),
    TEST(orphans, 0),
    TEST(orphan_zombies, 0),
    TEST(exit_closes, 0),
    TEST(wait_usage, 0),
    END,
};
