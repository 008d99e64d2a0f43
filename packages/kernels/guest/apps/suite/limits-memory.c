/*
 * Memory that runs out. A process that asks (brk, fork) gets ENOMEM; one that uses what it was
 * promised may be killed. Not for the host.
 */
#include "suite.h"

#define STEP (256 * 1024)

/* Takes and uses memory until there is none; how many steps. */
static int take_all(void)
{
    int steps = 0;

    for (char *at; (at = sbrk(STEP)) != (char *)-1; steps++)
        for (int page = 0; page < STEP; page += 4096)
            at[page] = 1;
    SAME(errno, ENOMEM);
    return steps;
}

/* The status of a child that has done so: steps, or 1000 + the signal. */
static int steps_of_child(void)
{
    int ends[2], steps = -1, status;
    pid_t child;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        steps = take_all();
        write_all(ends[1], &steps, sizeof(steps));
        _exit(0);
    }
    status = status_of(child);
    close_ok(ends[1]);
    if (WIFSIGNALED(status))
        steps = 1000 + WTERMSIG(status);
    else
        read_all(ends[0], &steps, sizeof(steps));
    close_ok(ends[0]);
    return steps;
}

static void break_until_full(void)
{
    int first = steps_of_child(), last = 0;

    CHECK(first > 10);
    for (int turn = 0; turn < 4; turn++)
        last = steps_of_child();
    CHECK(last >= first - 2 || last == 1000 + SIGKILL); /* all of it came back */
}

static void several_hogs(void)
{
    enum { HOGS = 6 };
    pid_t hogs[HOGS];
    int ends[2], killed = 0;
    char byte;

    make_pipe(ends);
    for (int i = 0; i < HOGS; i++) {
        hogs[i] = fork_child();
        if (hogs[i] == 0) {
            take_all();
            write_all(ends[1], "x", 1);
            pause_ms(200);
            _exit(0);
        }
    }
    pause_ms(50);
    for (int i = 0; i < HOGS; i++) {
        int status = status_of(hogs[i]);

        if (WIFSIGNALED(status)) {
            SAME(WTERMSIG(status), SIGKILL);
            killed++;
        } else
            SAME(WEXITSTATUS(status), 0);
    }
    for (int i = 0; i < HOGS - killed; i++)
        read_all(ends[0], &byte, 1);
    kill_sleeper(fork_sleeper());
    close_pipe(ends);
}

/* What has all of memory cannot be doubled. */
static void fork_when_full(void)
{
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        pid_t second;

        take_all();
        second = fork();
        if (second == 0)
            _exit(0);
        if (second > 0)
            _exit(WIFEXITED(status_of(second)) ? 3 : 4); /* the limit came first */
        SAME(errno, ENOMEM);
        _exit(0);
    }
    status = status_of(child);
    CHECK(WIFEXITED(status) ? WEXITSTATUS(status) == 0 || WEXITSTATUS(status) >= 3
                            : WTERMSIG(status) == SIGKILL);
}

static void exec_when_full(void)
{
    const char *arguments[] = { "@exit", "3", NULL };
    pid_t hog = fork_child();
    int status;

    if (hog == 0) {
        take_all();
        for (;;)
            pause();
    }
    pause_ms(500);
    for (int turn = 0; turn < 3; turn++) {
        pid_t child = fork();

        if (child == 0) {
            execl(program_path, program_path, arguments[0], arguments[1], (char *)NULL);
            _exit(errno == ENOMEM ? 5 : 6);
        }
        if (child < 0) {
            CHECK(errno == ENOMEM || errno == EAGAIN);
            continue;
        }
        status = status_of(child);
        CHECK(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL
                                  : WEXITSTATUS(status) == 3 || WEXITSTATUS(status) == 5);
    }
    kill(hog, SIGKILL);
    expect_signal(hog, SIGKILL);
    SAME(helper_status(arguments), 3);
}

/* Files and pipes go on working beside a process that has all of memory. */
static void files_when_full(void)
{
    static char bytes[30000];
    pid_t hog = fork_child();
    int file;

    if (hog == 0) {
        take_all();
        for (;;)
            pause();
    }
    pause_ms(500);
    file = open_new("f");
    fill(bytes, sizeof(bytes), 1);
    write_all(file, bytes, sizeof(bytes));
    SAME(lseek(file, 0, SEEK_SET), 0);
    memset(bytes, 0, sizeof(bytes));
    read_all(file, bytes, sizeof(bytes));
    CHECK(is_filled(bytes, sizeof(bytes), 1));
    close_ok(file);
    SAME(mkdir("d", 0755), 0);
    SAME(rename("f", "d/f"), 0);
    for (int i = 0; i < 10; i++) {
        int ends[2];

        make_pipe(ends);
        write_all(ends[1], bytes, 2000);
        read_all(ends[0], bytes, 2000);
        close_pipe(ends);
    }
    kill(hog, SIGKILL);
    expect_signal(hog, SIGKILL);
}

const struct test limits_memory[] = {
    TEST(break_until_full, OURS),
    TEST(several_hogs, OURS),
    TEST(fork_when_full, OURS),
    TEST(exec_when_full, OURS),
    TEST(files_when_full, OURS),
    END,
};
