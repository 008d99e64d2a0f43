/* Processes: fork, vfork, wait, orphans, usage. */
#include <sys/resource.h>
#include <sys/time.h>

#include "suite.h"

static int word = 5;

static void fork_copies(void)
{
    int local = 6, *heap = malloc(sizeof(int));
    pid_t me = getpid(), child;

    *heap = 7;
    child = fork_child();
    if (child == 0) {
        CHECK(getpid() != me && getppid() == me);
        word = local = *heap = 0;
        _exit(0);
    }
    CHECK(child > 0);
    expect_success(child);
    CHECK(word == 5 && local == 6 && *heap == 7);
    free(heap);
}

static void vfork_shares_time(void)
{
    pid_t child = vfork();

    if (child == 0)
        _exit(3);
    EQUAL(WEXITSTATUS(status_of(child)), 3);
    child = vfork();
    if (child == 0) {
        execl(program_path, "suite", "@exit", "4", NULL);
        _exit(99);
    }
    EQUAL(WEXITSTATUS(status_of(child)), 4);
    child = vfork();
    if (child == 0) {
        execl("/none", "none", NULL);
        _exit(errno == ENOENT ? 5 : 99);
    }
    EQUAL(WEXITSTATUS(status_of(child)), 5);
}

static void statuses(void)
{
    for (int i = 0; i < 256; i += 17) {
        pid_t child = fork_child();
        int status;

        if (child == 0)
            _exit(i);
        status = status_of(child);
        CHECK(WIFEXITED(status) && !WIFSIGNALED(status) && !WIFSTOPPED(status));
        EQUAL(WEXITSTATUS(status), i);
    }
    for (int signal = 1; signal < NSIG; signal++) {
        pid_t child;

        if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU ||
            signal == SIGCONT || signal == SIGCHLD || signal == SIGURG || signal == SIGWINCH ||
            (IS_OURS && signal == SIGIO))
            continue;
        child = fork_child();
        if (child == 0) {
            struct rlimit none = { 0, 0 };

            setrlimit(RLIMIT_CORE, &none);
            kill(getpid(), signal);
            _exit(0);
        }
        EQUAL(WTERMSIG(status_of(child)), signal);
    }
}

static void wait_for_one(void)
{
    pid_t first = fork_sleeper(), second;
    int status;

    second = fork_child();
    if (second == 0)
        _exit(2);
    FAILS(wait4(getpid(), NULL, 0, NULL), ECHILD);
    FAILS(wait4(1, NULL, WNOHANG, NULL), ECHILD);
    EQUAL(wait4(first, &status, WNOHANG, NULL), 0);
    EQUAL(wait4(second, &status, 0, NULL), second);
    FAILS(wait4(second, &status, 0, NULL), ECHILD);
    FAILS(wait4(first, &status, 0x700, NULL), EINVAL);
    EQUAL(kill(first, SIGTERM), 0);
    EQUAL(wait4(-1, &status, 0, NULL), first);
    EQUAL(status, SIGTERM);
    FAILS(wait(&status), ECHILD);
}

static void wait_for_groups(void)
{
    pid_t mine = fork_sleeper(), other = fork_sleeper();

    EQUAL(setpgid(other, other), 0);
    kill(other, SIGKILL);
    pause_ms(50);
    EQUAL(wait4(0, NULL, WNOHANG, NULL), 0);
    EQUAL(wait4(-getpgrp(), NULL, WNOHANG, NULL), 0);
    EQUAL(wait4(-other, NULL, 0, NULL), other);
    kill(mine, SIGKILL);
    EQUAL(wait4(0, NULL, 0, NULL), mine);
    FAILS(wait4(0, NULL, 0, NULL), ECHILD);
    FAILS(wait4(-other, NULL, 0, NULL), ECHILD);
}

static void many_children(void)
{
    pid_t children[20];
    int sum = 0, status;

    for (int i = 0; i < 20; i++) {
        children[i] = fork_child();
        if (children[i] == 0)
            _exit(i);
    }
    for (int i = 0; i < 20; i++) {
        CHECK(wait(&status) > 0);
        sum += WEXITSTATUS(status);
    }
    EQUAL(sum, 190);
    FAILS(wait(&status), ECHILD);
}

static void one_after_another(void)
{
    for (int i = 0; i < 100; i++) {
        pid_t child = fork_child();

        if (child == 0)
            _exit(i & 7);
        EQUAL(WEXITSTATUS(status_of(child)), i & 7);
    }
}

/* Whose parent has gone belongs to process 1, which on this system waits for it. */
static void orphans(void)
{
    int ends[2];
    pid_t child, parent = 0;

    EQUAL(pipe(ends), 0);
    child = fork_child();
    if (child == 0) {
        pid_t middle = getpid();

        if (fork_child() == 0) {
            for (int i = 0; i < 100 && getppid() == middle; i++)
                pause_ms(10);
            parent = getppid();
            EQUAL(write(ends[1], &parent, sizeof(parent)), sizeof(parent));
            _exit(0);
        }
        _exit(0);
    }
    expect_success(child);
    EQUAL(close(ends[1]), 0);
    EQUAL(read(ends[0], &parent, sizeof(parent)), sizeof(parent));
    EQUAL(parent, 1);
    EQUAL(close(ends[0]), 0);
    FAILS(wait(NULL), ECHILD); /* it is not ours */
}

/* Children of a process that ends without having waited for them. */
static void zombies_left(void)
{
    for (int i = 0; i < 5; i++) {
        pid_t child = fork_child();

        if (child == 0) {
            for (int j = 0; j < 5; j++)
                if (fork_child() == 0)
                    _exit(0);
            pause_ms(20);
            _exit(0);
        }
        expect_success(child);
    }
}

static void generations(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        for (int depth = 0; depth < 10; depth++) {
            child = fork_child();
            if (child != 0)
                _exit(WEXITSTATUS(status_of(child)) + 1);
        }
        _exit(0);
    }
    EQUAL(WEXITSTATUS(status_of(child)), 10);
}

static void burn(int milliseconds)
{
    struct rusage usage;
    volatile int sum = 0;

    do {
        for (int i = 0; i < 10000; i++)
            sum += i;
        getrusage(RUSAGE_SELF, &usage);
    } while (usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000 < milliseconds);
}

static int total_ms(const struct rusage *usage)
{
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
}

static void usage_of_children(void)
{
    struct rusage usage, before, after;
    pid_t child = fork_child();
    int status;

    if (child == 0) {
        getrusage(RUSAGE_SELF, &usage);
        CHECK(total_ms(&usage) < 100); /* begins anew */
        burn(200);
        _exit(0);
    }
    getrusage(RUSAGE_CHILDREN, &before);
    EQUAL(wait4(child, &status, 0, &usage), child);
    EQUAL(status, 0);
    CHECK(total_ms(&usage) >= 200 && total_ms(&usage) < 2000);
    getrusage(RUSAGE_CHILDREN, &after);
    CHECK(total_ms(&after) - total_ms(&before) >= 199);
    FAILS(getrusage(77, &usage), EINVAL);
}

/* The place in a file is shared with the child. */
static void descriptors_are_shared(void)
{
    int file = open("f", O_RDWR | O_CREAT, 0644);
    pid_t child = fork_child();

    if (child == 0) {
        EQUAL(lseek(file, 7, SEEK_SET), 7);
        EQUAL(close(file), 0);
        _exit(0);
    }
    expect_success(child);
    EQUAL(lseek(file, 0, SEEK_CUR), 7);
    EQUAL(close(file), 0);
    EQUAL(unlink("f"), 0);
}

/* Directory and mask of files are each process's own. */
static void own_directory(void)
{
    pid_t child;

    EQUAL(mkdir("d", 0755), 0);
    child = fork_child();
    if (child == 0) {
        EQUAL(chdir("d"), 0);
        umask(077);
        _exit(0);
    }
    expect_success(child);
    CHECK(exists("d"));
    EQUAL(umask(022), 022);
    EQUAL(rmdir("d"), 0);
}

const struct test processes[] = {
    TEST(fork_copies, 0), TEST(vfork_shares_time, 0), TEST(statuses, 0), TEST(wait_for_one, 0),
    TEST(wait_for_groups, 0), TEST(many_children, 0), TEST(one_after_another, 0),
    TEST(orphans, OURS), TEST(zombies_left, OURS), TEST(generations, 0), TEST(usage_of_children, 0),
    TEST(descriptors_are_shared, 0), TEST(own_directory, 0), END,
};
