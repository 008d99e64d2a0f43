/* fork and vfork. */
#include "suite.h"

static int initialised = 5;
static int zeroed;

static void fork_returns_twice(void)
{
    pid_t me = getpid(), child;
    int ends[2];
    pid_t seen[2];

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        seen[0] = getpid();
        seen[1] = getppid();
        write_all(ends[1], seen, sizeof(seen));
        _exit(0);
    }
    read_all(ends[0], seen, sizeof(seen));
    SAME(seen[0], child);
    SAME(seen[1], me);
    SAME(getpid(), me);
    CHECK(child != me);
    expect_exit(child, 0);
    close_pipe(ends);
}

static void fork_copies_memory(void)
{
    int automatic = 7;
    char *heap = malloc(50000);
    struct gate gate;
    pid_t child;

    CHECK(heap != NULL);
    fill(heap, 50000, 1);
    gate_open(&gate);
    child = fork_child();
    if (child == 0) {
        gate_wait(&gate);
        /* Not what the parent has done since. */
        CHECK(initialised == 5 && zeroed == 0 && automatic == 7);
        CHECK(is_filled(heap, 50000, 1));
        initialised = zeroed = automatic = 99;
        memset(heap, 'c', 50000);
        _exit(0);
    }
    initialised = zeroed = automatic = 11;
    fill(heap, 50000, 2);
    gate_post(&gate);
    expect_exit(child, 0);
    CHECK(initialised == 11 && zeroed == 11 && automatic == 11);
    CHECK(is_filled(heap, 50000, 2));
    gate_close(&gate);
    free(heap);
}

static void fork_of_forks(void)
{
    int depth = 0;
    pid_t child = fork_child();

    while (child == 0 && ++depth < 12) /* each a child of the one before */
        child = fork_child();
    if (child == 0)
        _exit(depth);
    SAME(WEXITSTATUS(status_of(child)), 12);
    if (depth > 0)
        _exit(12);
}

static void forks_in_a_row(void)
{
    pid_t before = 0;

    for (int i = 0; i < 200; i++) {
        pid_t child = fork_child();

        if (child == 0)
            _exit(i & 0x7f);
        SAME(WEXITSTATUS(status_of(child)), i & 0x7f);
        CHECK(child != before); /* numbers are not used again at once */
        before = child;
    }
}

static void forks_at_once(void)
{
    enum { CHILDREN = 25 };
    pid_t children[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            for (int turn = 0; turn < 3; turn++)
                pause_ms(1 + (i * 7 + turn) % 11);
            _exit(i);
        }
        for (int before = 0; before < i; before++)
            CHECK(children[before] != children[i]);
    }
    for (int i = CHILDREN - 1; i >= 0; i--)
        expect_exit(children[i], i);
}

static void fork_inherits(void)
{
    pid_t child;

    SAME(umask(033), 022);
    SAME(mkdir("d", 0755), 0);
    SAME(chdir("d"), 0);
    block_signal(SIGUSR1);
    catch_signal(SIGUSR2, SIG_IGN, 0);
    SAME(setpriority(PRIO_PROCESS, 0, 3), 0);
    child = fork_child();
    if (child == 0) {
        struct sigaction action;
        sigset_t mask;

        SAME(umask(0), 033);
        CHECK(exists("../d"));
        sigprocmask(SIG_BLOCK, NULL, &mask);
        CHECK(sigismember(&mask, SIGUSR1));
        sigaction(SIGUSR2, NULL, &action);
        CHECK(action.sa_handler == SIG_IGN);
        SAME(getpriority(PRIO_PROCESS, 0), 3);
        SAME(getpgrp(), getppid());
        _exit(0);
    }
    expect_exit(child, 0);
}

static void fork_does_not_inherit(void)
{
    struct itimerval timer = { { 0, 0 }, { 1000, 0 } };
    pid_t child;

    block_signal(SIGUSR1);
    SAME(kill(getpid(), SIGUSR1), 0);
    SAME(setitimer(ITIMER_REAL, &timer, NULL), 0);
    SAME(setitimer(ITIMER_VIRTUAL, &timer, NULL), 0);
    child = fork_child();
    if (child == 0) {
        struct itimerval now;
        struct rusage usage;
        sigset_t waiting;

        sigpending(&waiting);
        CHECK(!sigismember(&waiting, SIGUSR1));
        SAME(getitimer(ITIMER_REAL, &now), 0);
        CHECK(!timerisset(&now.it_value));
        SAME(getitimer(ITIMER_VIRTUAL, &now), 0);
        CHECK(!timerisset(&now.it_value));
        SAME(getrusage(RUSAGE_SELF, &usage), 0);
        SAME(usage.ru_utime.tv_sec, 0);
        SAME(waitpid(-1, NULL, WNOHANG), -1);
        _exit(0);
    }
    expect_exit(child, 0);
    SAME(setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, &timer), 0);
    CHECK(timer.it_value.tv_sec > 900); /* the parent's goes on */
}

static void fork_large(void)
{
    size_t bytes = 2000000;
    char *heap = malloc(bytes);

    CHECK(heap != NULL);
    fill(heap, bytes, 5);
    for (int i = 0; i < 3; i++) {
        pid_t child = fork_child();

        if (child == 0) {
            CHECK(is_filled(heap, bytes, 5));
            memset(heap, 'c', bytes);
            _exit(0);
        }
        heap[i] ^= 1;
        heap[i] ^= 1;
        expect_exit(child, 0);
    }
    CHECK(is_filled(heap, bytes, 5));
    free(heap);
}

static volatile int vfork_value;

static void vfork_lends(void)
{
    pid_t child;

    vfork_value = 1;
    child = vfork();
    if (child == 0) {
        vfork_value = 2; /* in the parent's memory */
        _exit(3);
    }
    CHECK(child > 0);
    SAME(vfork_value, 2);
    expect_exit(child, 3);
}

static pid_t vfork_exec(const char *path, char *const arguments[])
{
    pid_t child = vfork();

    if (child == 0) {
        execve(path, arguments, NULL);
        _exit(4);
    }
    return child;
}

static void vfork_and_exec(void)
{
    static char *arguments[] = { NULL, "@exit", "9", NULL };

    arguments[0] = (char *)program_path;
    for (int i = 0; i < 5; i++)
        expect_exit(vfork_exec(program_path, arguments), 9);
    expect_exit(vfork_exec("nothing", arguments), 4);
    expect_exit(vfork_exec(program_path, arguments), 9);
}

/* The parent of vfork waits; others do not. */
static void vfork_waits(void)
{
    static int ends[2];
    char byte;
    pid_t parent, child;

    make_pipe(ends);
    parent = fork_child();
    if (parent == 0) {
        child = vfork();
        if (child == 0) {
            read_all(ends[0], &byte, 1);
            vfork_value = 77;
            _exit(0);
        }
        CHECK(vfork_value == 77);
        expect_exit(child, 0);
        _exit(0);
    }
    pause_ms(50);
    SAME(waitpid(parent, NULL, WNOHANG), 0);
    write_all(ends[1], "x", 1);
    expect_exit(parent, 0);
    close_pipe(ends);
}

static void vfork_killed(void)
{
    pid_t child = vfork();

    if (child == 0) {
        kill(getpid(), SIGKILL);
        _exit(1);
    }
    expect_signal(child, SIGKILL);
}

const struct test forks[] = {
    TEST(fork_returns_twice, 0),
    TEST(fork_copies_memory, 0),
    TEST(fork_of_forks, 0),
    TEST(forks_in_a_row, 0),
    TEST(forks_at_once, 0),
    TEST(fork_inherits, 0),
    TEST(fork_does_not_inherit, 0),
    TEST(fork_large, 0),
    TEST(vfork_lends, 0),
    TEST(vfork_and_exec, 0),
    TEST(vfork_waits, 0),
    TEST(vfork_killed, 0),
    END,
};
