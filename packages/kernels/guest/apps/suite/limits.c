/* Limits: of processes, of files, of the processor. */
#include <sys/resource.h>
#include <sys/time.h>

#include "suite.h"

static void raised_and_lowered(void)
{
    pid_t child = fork_user();

    if (child == 0) {
        struct rlimit limit, back;

        for (int which = RLIMIT_CPU; which <= RLIMIT_CORE; which++) {
            EQUAL(getrlimit(which, &limit), 0);
            CHECK(limit.rlim_cur <= limit.rlim_max);
        }
        limit.rlim_cur = 1000;
        limit.rlim_max = 2000;
        EQUAL(setrlimit(RLIMIT_CORE, &limit), 0);
        limit.rlim_cur = 2000;
        EQUAL(setrlimit(RLIMIT_CORE, &limit), 0);
        limit.rlim_max = 3000;
        FAILS(setrlimit(RLIMIT_CORE, &limit), EPERM);
        EQUAL(getrlimit(RLIMIT_CORE, &back), 0);
        CHECK(back.rlim_cur == 2000 && back.rlim_max == 2000);
        FAILS(getrlimit(99, &limit), EINVAL);
        _exit(0);
    }
    expect_success(child);
}

static void of_files(void)
{
    struct rlimit limit = { 10000, 10000 };
    pid_t child = fork_child();
    static char block[8192];

    if (child == 0) {
        int file = open("f", O_RDWR | O_CREAT, 0644);

        EQUAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
        signal(SIGXFSZ, SIG_IGN);
        EQUAL(write(file, block, sizeof(block)), sizeof(block));
        if (IS_OURS) { /* 4.3BSD: all or nothing */
            FAILS(write(file, block, sizeof(block)), EFBIG);
            EQUAL(write(file, block, 10000 - 8192), 10000 - 8192);
        } else
            EQUAL(write(file, block, sizeof(block)), 10000 - 8192);
        FAILS(write(file, block, 1), EFBIG);
        signal(SIGXFSZ, SIG_DFL);
        write(file, block, 1);
        _exit(0);
    }
    EQUAL(status_of(child) & 0177, SIGXFSZ);
    EQUAL(status_at("f").st_size, 10000);
    EQUAL(unlink("f"), 0);
}

static void of_time(void)
{
    struct rlimit limit = { 1, 3 };
    pid_t child = fork_child();

    if (child == 0) {
        EQUAL(setrlimit(RLIMIT_CPU, &limit), 0);
        for (;;)
            continue;
    }
    EQUAL(status_of(child) & 0177, SIGXCPU);
}

/* One user's processes, until there may be no more. */
static void of_processes(void)
{
    pid_t child = fork_user();

    if (child == 0) {
        pid_t children[CHILD_MAX + 1];
        int count = 0;

        while (count <= CHILD_MAX && (children[count] = fork()) >= 0)
            if (children[count++] == 0)
                for (;;)
                    pause();
        EQUAL(errno, EAGAIN);
        EQUAL(count, CHILD_MAX - 1);
        kill(children[--count], SIGKILL);
        status_of(children[count]);
        children[count] = fork_child(); /* one is free again */
        if (children[count++] == 0)
            _exit(0);
        while (count-- > 0) {
            kill(children[count], SIGKILL);
            status_of(children[count]);
        }
        _exit(0);
    }
    expect_success(child);
}

/* Everyone forks until it fails. */
static void bomb(void)
{
    for (int turn = 0; turn < 3; turn++) {
        pid_t child = fork_user();

        if (child == 0) {
            setpgid(0, 0);
            for (int i = 0; i < 10; i++)
                fork();
            for (;;)
                pause();
        }
        pause_ms(1000);
        EQUAL(kill(-child, SIGKILL), 0);
        EQUAL(status_of(child), SIGKILL);
        for (int i = 0; i < 100 && kill(-child, 0) == 0; i++)
            pause_ms(20);
        FAILS(kill(-child, 0), ESRCH);
        child = fork_child();
        if (child == 0)
            _exit(0);
        expect_success(child);
    }
}

const struct test limits[] = {
    TEST(raised_and_lowered, ROOT), TEST(of_files, 0), TEST(of_time, 0),
    TEST(of_processes, ROOT | OURS), TEST(bomb, ROOT | OURS), END,
};
