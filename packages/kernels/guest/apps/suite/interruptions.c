/*
 * Calls that wait, and a signal that is handled meanwhile: with SA_RESTART (4.3BSD's default) they
 * go on, without it they end with EINTR; select, sigpause and sleep end in any case.
 */
#include "suite.h"

#include <sys/file.h>

static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

/* Sends SIGUSR1 in 50 ms, does `after`, then sends it again and again: it may come too early. */
static pid_t interrupt_soon(void (*after)(void))
{
    pid_t child = fork_child();

    if (child == 0) {
        pause_ms(50);
        kill(getppid(), SIGUSR1);
        pause_ms(50);
        after();
        for (;;) {
            pause_ms(200);
            kill(getppid(), SIGUSR1);
        }
    }
    count = 0;
    return child;
}

/* It has come, at least once. */
static void interrupted(pid_t child)
{
    kill(child, SIGKILL);
    expect_signal(child, SIGKILL);
    CHECK(count >= 1);
}

static void nothing(void) {}

static int ends[2];

static void write_byte(void)
{
    write_all(ends[1], "x", 1);
}

static void read_of_pipe(void)
{
    char byte;
    pid_t child;

    make_pipe(ends);
    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(nothing);
    FAILS(read(ends[0], &byte, 1), EINTR);
    interrupted(child);
    catch_signal(SIGUSR1, note, SA_RESTART);
    child = interrupt_soon(write_byte);
    SAME(read(ends[0], &byte, 1), 1);
    interrupted(child);
    close_pipe(ends);
}

static void drain(void)
{
    char bytes[70000];

    SAME(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    while (read(ends[0], bytes, sizeof(bytes)) > 0)
        continue;
}

static void fill_pipe(void)
{
    static char bytes[PIPE_BUF];

    make_pipe(ends);
    SAME(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], bytes, sizeof(bytes)) > 0)
        continue;
    SAME(fcntl(ends[1], F_SETFL, 0), 0);
}

static void write_to_pipe(void)
{
    pid_t child;

    fill_pipe();
    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(nothing);
    FAILS(write(ends[1], "x", 1), EINTR);
    interrupted(child);
    catch_signal(SIGUSR1, note, SA_RESTART);
    child = interrupt_soon(drain);
    SAME(write(ends[1], "x", 1), 1);
    interrupted(child);
    close_pipe(ends);
}

/* Part of it has gone: that is the result, with restarts and without. */
static void partial_write(void)
{
    char bytes[140000];
    ssize_t done;
    pid_t child;

    memset(bytes, 1, sizeof(bytes));
    for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
        make_pipe(ends);
        catch_signal(SIGUSR1, note, flags);
        child = interrupt_soon(nothing);
        done = write(ends[1], bytes, sizeof(bytes));
        CHECK(done >= PIPE_BUF && done < (ssize_t)sizeof(bytes));
        interrupted(child);
        close_pipe(ends);
    }
}

static void wait_interrupted(void)
{
    pid_t sleeper = fork_sleeper(), child, parent = getpid();

    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(nothing);
    FAILS(waitpid(sleeper, NULL, 0), EINTR);
    interrupted(child);
    catch_signal(SIGUSR1, note, SA_RESTART);
    count = 0;
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        kill(parent, SIGUSR1);
        pause_ms(50);
        kill(sleeper, SIGKILL);
        _exit(0);
    }
    SAME(waitpid(sleeper, NULL, 0), sleeper);
    SAME(count, 1);
    expect_exit(child, 0);
}

static void select_interrupted(void)
{
    pid_t child;

    for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
        struct timeval limit = { 20, 0 };

        catch_signal(SIGUSR1, note, flags);
        child = interrupt_soon(nothing);
        FAILS(select(0, NULL, NULL, NULL, &limit), EINTR);
        interrupted(child);
    }
}

static void sleep_interrupted(void)
{
    long before = now_ms();
    unsigned left;
    pid_t child;

    catch_signal(SIGUSR1, note, SA_RESTART);
    child = interrupt_soon(nothing);
    left = sleep(30);
    CHECK(left >= 28 && left <= 30);
    CHECK(now_ms() - before < 1000 + LATENESS);
    interrupted(child);
    child = interrupt_soon(nothing);
    FAILS(pause(), EINTR);
    interrupted(child);
}

static void lock_interrupted(void)
{
    int a = open("f", O_RDWR | O_CREAT, 0644), b = open("f", O_RDWR);
    pid_t child;

    SAME(flock(a, LOCK_EX), 0);
    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(nothing);
    FAILS(flock(b, LOCK_EX), EINTR);
    interrupted(child);
    close_ok(a);
    close_ok(b);
}

static void open_of_fifo(void)
{
    pid_t child;

    SAME(mkfifo("p", 0600), 0);
    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(nothing);
    FAILS(open("p", O_RDONLY), EINTR);
    interrupted(child);
}

/* Ignored signals, and those whose default is nothing, end no call. */
static void ignored_do_not_interrupt(void)
{
    char byte;
    pid_t child;

    make_pipe(ends);
    catch_signal(SIGUSR1, SIG_IGN, 0);
    child = interrupt_soon(write_byte);
    SAME(read(ends[0], &byte, 1), 1);
    kill_sleeper(child);
    block_signal(SIGUSR1);
    catch_signal(SIGUSR1, note, 0);
    child = interrupt_soon(write_byte);
    SAME(read(ends[0], &byte, 1), 1);
    SAME(count, 0);
    kill_sleeper(child);
    unblock_signal(SIGUSR1);
    SAME(count, 1);
    close_pipe(ends);
}

/* Stopped in a call and continued, it goes on. */
static void stop_does_not_interrupt(void)
{
    int status;
    pid_t child;

    make_pipe(ends);
    child = fork_child();
    if (child == 0) {
        char byte;

        SAME(read(ends[0], &byte, 1), 1);
        SAME(byte, 'x');
        SAME(select(0, NULL, NULL, NULL, &(struct timeval){ 0, 50000 }), 0);
        _exit(0);
    }
    pause_ms(20);
    SAME(kill(child, SIGSTOP), 0);
    SAME(waitpid(child, &status, WUNTRACED), child);
    write_byte();
    pause_ms(20);
    SAME(kill(child, SIGCONT), 0);
    expect_exit(child, 0);
    close_pipe(ends);
}

/* Fatal ones end the process wherever it waits. */
static void killed_while_waiting(void)
{
    pid_t children[5];

    fill_pipe();
    SAME(mkfifo("p", 0600), 0);
    for (int i = 0; i < 5; i++) {
        children[i] = fork_child();
        if (children[i] != 0)
            continue;
        switch (i) {
        case 0:
            write_byte();
            break;
        case 1:
            open("p", O_RDONLY);
            break;
        case 2:
            fork_sleeper();
            _exit(1);
        case 3:
            select(0, NULL, NULL, NULL, NULL);
            break;
        default:
            pause();
        }
        _exit(1);
    }
    expect_exit(children[2], 1); /* its child stays in the group, and goes with it */
    pause_ms(50);
    for (int i = 0; i < 5; i++)
        if (i != 2)
            kill_sleeper(children[i]);
    close_pipe(ends);
    catch_signal(SIGTERM, SIG_IGN, 0);
    kill(0, SIGTERM);
}

const struct test interruptions[] = {
    TEST(read_of_pipe, 0),
    TEST(write_to_pipe, 0),
    TEST(partial_write, 0),
    TEST(wait_interrupted, 0),
    TEST(select_interrupted, 0),
    TEST(sleep_interrupted, 0),
    TEST(lock_interrupted, 0),
    TEST(open_of_fifo, 0),
    TEST(ignored_do_not_interrupt, 0),
    TEST(stop_does_not_interrupt, 0),
    TEST(killed_while_waiting, 0),
    END,
};
