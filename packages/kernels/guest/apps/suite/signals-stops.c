/* Stopping and continuing, and what parents hear of it. */
#include "suite.h"

static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

static void expect_stopped(pid_t child, int signal)
{
    int status;

    SAME(waitpid(child, &status, WUNTRACED), child);
    CHECK(WIFSTOPPED(status) && !WIFEXITED(status) && !WIFSIGNALED(status));
    SAME(WSTOPSIG(status), signal);
}

static void stop_and_continue(void)
{
    static const int signals[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
    pid_t child = fork_sleeper();

    for (size_t i = 0; i < 4; i++) {
        SAME(kill(child, signals[i]), 0);
        expect_stopped(child, signals[i]);
        SAME(waitpid(child, NULL, WUNTRACED | WNOHANG), 0); /* told once */
        SAME(kill(child, SIGCONT), 0);
        SAME(waitpid(child, NULL, WUNTRACED | WNOHANG), 0);
    }
    kill_sleeper(child);
}

static void stops_are_not_waited_for(void)
{
    pid_t child = fork_sleeper();
    int status;

    SAME(kill(child, SIGSTOP), 0);
    pause_ms(20);
    SAME(waitpid(child, &status, WNOHANG), 0); /* without WUNTRACED */
    expect_stopped(child, SIGSTOP);
    kill_sleeper(child);
}

/* A stopped process does nothing. */
static void stopped_does_nothing(void)
{
    int ends[2], bytes;
    char byte;
    pid_t child;

    make_pipe(ends);
    SAME(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    child = fork_child();
    if (child == 0)
        for (;;) {
            write_all(ends[1], "x", 1);
            pause_ms(5);
        }
    pause_ms(60);
    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    for (bytes = 0; read(ends[0], &byte, 1) == 1;)
        bytes++;
    CHECK(bytes > 0);
    pause_ms(60);
    FAILS(read(ends[0], &byte, 1), EWOULDBLOCK);
    SAME(kill(child, SIGCONT), 0);
    pause_ms(60);
    SAME(read(ends[0], &byte, 1), 1);
    kill_sleeper(child);
    close_pipe(ends);
}

static void kill_stopped(void)
{
    pid_t child = fork_sleeper();

    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    kill_sleeper(child); /* at once */
}

/* Others wait until it is continued. */
static void terminate_stopped(void)
{
    pid_t child = fork_sleeper();

    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    SAME(kill(child, SIGTERM), 0);
    pause_ms(20);
    SAME(waitpid(child, NULL, WNOHANG), 0);
    SAME(kill(child, SIGCONT), 0);
    expect_signal(child, SIGTERM);
}

static void caught_while_stopped(void)
{
    struct gate gate;
    pid_t child;

    gate_open(&gate);
    child = fork_child();
    if (child == 0) {
        catch_signal(SIGUSR1, note, 0);
        catch_signal(SIGCONT, note, 0);
        gate_post(&gate);
        while (count < 2)
            pause_ms(5);
        _exit(count);
    }
    gate_wait(&gate);
    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    SAME(kill(child, SIGUSR1), 0);
    SAME(kill(child, SIGCONT), 0);
    expect_exit(child, 2);
    gate_close(&gate);
}

/* SIGCONT continues, blocked or ignored; it takes pending stop signals away, as they take it. */
static void continue_blocked(void)
{
    struct gate gate;
    sigset_t waiting;
    pid_t child;

    gate_open(&gate);
    child = fork_child();
    if (child == 0) {
        block_signal(SIGCONT);
        gate_post(&gate);
        pause_ms(100);
        gate_post(&gate);
        for (;;)
            pause();
    }
    gate_wait(&gate);
    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    SAME(kill(child, SIGCONT), 0);
    gate_wait(&gate);
    kill_sleeper(child);
    gate_close(&gate);

    block_signal(SIGTSTP);
    block_signal(SIGCONT);
    catch_signal(SIGTSTP, note, 0);
    catch_signal(SIGCONT, note, 0);
    SAME(kill(getpid(), SIGTSTP), 0);
    sigpending(&waiting);
    CHECK(sigismember(&waiting, SIGTSTP));
    SAME(kill(getpid(), SIGCONT), 0);
    sigpending(&waiting);
    CHECK(!sigismember(&waiting, SIGTSTP) && sigismember(&waiting, SIGCONT));
    SAME(kill(getpid(), SIGTSTP), 0);
    sigpending(&waiting);
    CHECK(sigismember(&waiting, SIGTSTP) && !sigismember(&waiting, SIGCONT));
}

static void child_signals(void)
{
    pid_t child;

    catch_signal(SIGCHLD, note, 0);
    child = fork_sleeper();
    count = 0;
    SAME(kill(child, SIGSTOP), 0);
    for (int turn = 0; turn < 200 && count == 0; turn++)
        pause_ms(5);
    SAME(count, 1);
    expect_stopped(child, SIGSTOP);
    kill_sleeper(child);
    CHECK(count >= 2);
}

static void no_signal_for_stops(void)
{
    pid_t child;

    catch_signal(SIGCHLD, note, SA_NOCLDSTOP);
    child = fork_sleeper();
    count = 0;
    SAME(kill(child, SIGSTOP), 0);
    expect_stopped(child, SIGSTOP);
    pause_ms(20);
    SAME(count, 0);
    SAME(kill(child, SIGCONT), 0);
    pause_ms(20);
    SAME(count, 0);
    kill_sleeper(child);
    for (int turn = 0; turn < 200 && count == 0; turn++)
        pause_ms(5);
    SAME(count, 1);
}

/* The terminal's stop signals do nothing to a group that nobody could continue. */
static void orphaned_group(void)
{
    pid_t leader = fork_child();

    if (leader == 0) {
        pid_t child;

        SAME(setsid(), getpid());
        child = fork_child();
        if (child == 0) {
            kill(getpid(), SIGTSTP);
            kill(getpid(), SIGTTIN);
            kill(getpid(), SIGTTOU);
            _exit(3); /* it is here */
        }
        expect_exit(child, 3);
        child = fork_sleeper();
        SAME(kill(child, SIGSTOP), 0); /* this one is stronger */
        expect_stopped(child, SIGSTOP);
        kill_sleeper(child);
        _exit(0);
    }
    expect_exit(leader, 0);
}

/* A stopped group that becomes orphaned is hung up and continued. */
static void orphaned_while_stopped(void)
{
    int ends[2];
    char byte;
    pid_t shell;

    make_pipe(ends);
    shell = fork_child();
    if (shell == 0) {
        pid_t job;

        SAME(setsid(), getpid()); /* whoever gets orphans is elsewhere */
        job = fork_child();
        if (job == 0) {
            setpgid(0, 0);
            catch_signal(SIGHUP, note, 0);
            kill(getpid(), SIGSTOP);
            write_all(ends[1], count == 1 ? "h" : "n", 1);
            _exit(0);
        }
        setpgid(job, job);
        expect_stopped(job, SIGSTOP);
        _exit(0);
    }
    expect_exit(shell, 0);
    close_ok(ends[1]);
    read_all(ends[0], &byte, 1);
    SAME(byte, 'h');
    SAME(read(ends[0], &byte, 1), 0);
    close_ok(ends[0]);
}

const struct test signals_stops[] = {
    TEST(stop_and_continue, 0),
    TEST(stops_are_not_waited_for, 0),
    TEST(stopped_does_nothing, 0),
    TEST(kill_stopped, 0),
    TEST(terminate_stopped, 0),
    TEST(caught_while_stopped, 0),
    TEST(continue_blocked, 0),
    TEST(child_signals, 0),
    TEST(no_signal_for_stops, 0),
    TEST(orphaned_group, 0),
    TEST(orphaned_while_stopped, 0),
    END,
};
