/* Groups of processes and sessions. */
#include "suite.h"

static void changing(void)
{
    pid_t child;

    EQUAL(getpgrp(), getpid()); /* each test has its own */
    child = fork_child();
    if (child == 0) {
        EQUAL(getpgrp(), getppid());
        EQUAL(setpgid(0, 0), 0);
        EQUAL(getpgrp(), getpid());
        EQUAL(setpgid(0, getppid()), 0); /* and back: the same session */
        EQUAL(getpgrp(), getppid());
        FAILS(setpgid(0, 29999), EPERM);
        FAILS(setpgid(0, -5), EINVAL);
        FAILS(setpgid(getppid(), 0), ESRCH); /* no child of it */
        FAILS(setpgid(29999, 0), ESRCH);
        _exit(0);
    }
    expect_success(child);
}

static void of_children(void)
{
    pid_t child = fork_sleeper(), other = fork_sleeper();
    int status;

    EQUAL(setpgid(child, child), 0);
    EQUAL(setpgid(other, child), 0);
    EQUAL(kill(-child, 0), 0);
    EQUAL(kill(-child, SIGTERM), 0);
    CHECK(waitpid(-child, &status, 0) > 0);
    EQUAL(status, SIGTERM);
    CHECK(waitpid(-child, &status, 0) > 0);
    FAILS(kill(-child, 0), ESRCH);
}

/* A child that has another program already is not moved any more. */
static void after_exec(void)
{
    int ends[2], status;
    pid_t child;
    char byte;

    EQUAL(pipe(ends), 0);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    child = fork_child();
    if (child == 0) {
        close(ends[0]);
        execl(program_path, "suite", "@pause", NULL);
        _exit(99);
    }
    EQUAL(close(ends[1]), 0);
    EQUAL(read(ends[0], &byte, 1), 0); /* exec has closed it */
    FAILS(setpgid(child, child), EACCES);
    EQUAL(kill(child, SIGKILL), 0);
    EQUAL(waitpid(child, &status, 0), child);
    EQUAL(close(ends[0]), 0);
}

static void sessions(void)
{
    pid_t child;

    FAILS(setsid(), EPERM); /* it leads a group */
    child = fork_child();
    if (child == 0) {
        pid_t inner;

        EQUAL(setsid(), getpid());
        EQUAL(getpgrp(), getpid());
        FAILS(setsid(), EPERM);
        FAILS(setpgid(0, 0), EPERM);
        FAILS(setpgid(0, getppid()), EPERM);
        FAILS(open("/dev/tty", O_RDWR), ENXIO);
        inner = fork_child();
        if (inner == 0) {
            EQUAL(getpgrp(), getppid());
            EQUAL(setpgid(0, 0), 0);
            _exit(0);
        }
        expect_success(inner);
        _exit(0);
    }
    expect_success(child);
    child = fork_child();
    if (child == 0) {
        setsid();
        for (;;)
            pause();
    }
    pause_ms(50);
    FAILS(setpgid(child, 0), EPERM); /* of another session */
    kill(child, SIGKILL);
    status_of(child);
}

/* Stopped ones whose group has nobody left who could continue them: SIGHUP and SIGCONT. */
static void orphaned_group(void)
{
    int ends[2];
    pid_t child;
    char byte = 0;

    EQUAL(pipe(ends), 0);
    child = fork_child();
    if (child == 0) {
        EQUAL(setsid(), getpid()); /* process 1 is of another session */
        child = fork_child();
        if (child == 0) {
            pid_t inner;
            int status;

            setpgid(0, 0);
            inner = fork_sleeper();
            EQUAL(kill(inner, SIGSTOP), 0);
            EQUAL(waitpid(inner, &status, WUNTRACED), inner);
            _exit(0);
        }
        expect_success(child);
        close(ends[1]);
        EQUAL(read(ends[0], &byte, 1), 0); /* whoever had the other end is gone */
        _exit(0);
    }
    EQUAL(close(ends[1]), 0);
    expect_success(child);
    EQUAL(close(ends[0]), 0);
}

const struct test groups[] = {
    TEST(changing, 0), TEST(of_children, 0), TEST(after_exec, 0), TEST(sessions, 0),
    TEST(orphaned_group, 0), END,
};
