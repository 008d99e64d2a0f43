/* Jobs of a terminal: who is in the foreground, who is not, and who loses it. */
#include "suite.h"

#include "terminal.h"

static char bytes[200];
static volatile sig_atomic_t count;

static void note(int signal)
{
    (void)signal;
    count++;
}

/* A job in the foreground gets what is typed, and nobody else. */
static void foreground_job_inside(void)
{
    pid_t job = fork_sleeper();
    int status;

    catch_signal(SIGINT, note, 0);
    SAME(setpgid(job, job), 0);
    SAME(tcsetpgrp(terminal, job), 0);
    SAME(tcgetpgrp(terminal), job);
    type_in("\032");
    SAME(waitpid(job, &status, WUNTRACED), job);
    CHECK(WIFSTOPPED(status));
    SAME(WSTOPSIG(status), SIGTSTP);
    SAME(kill(job, SIGCONT), 0);
    type_in("\003");
    expect_signal(job, SIGINT);
    SAME(count, 0);
    SAME(tcsetpgrp(terminal, getpgrp()), 0);
}
IN_SESSION(foreground_job)

static void background_read_inside(void)
{
    pid_t job = fork_child();
    int status;

    if (job == 0) {
        setpgid(0, 0);
        expect_read("for the job\n");
        _exit(3);
    }
    setpgid(job, job);
    SAME(waitpid(job, &status, WUNTRACED), job);
    CHECK(WIFSTOPPED(status));
    SAME(WSTOPSIG(status), SIGTTIN);
    SAME(tcsetpgrp(terminal, job), 0);
    SAME(kill(job, SIGCONT), 0);
    type_in("for the job\n");
    expect_exit(job, 3);
    SAME(tcsetpgrp(terminal, getpgrp()), 0);
}
IN_SESSION(background_read)

static void background_read_refused_inside(void)
{
    pid_t job = fork_child();

    if (job == 0) {
        setpgid(0, 0);
        catch_signal(SIGTTIN, SIG_IGN, 0);
        FAILS(read(terminal, bytes, 1), EIO);
        catch_signal(SIGTTIN, SIG_DFL, 0);
        block_signal(SIGTTIN);
        FAILS(read(terminal, bytes, 1), EIO);
        _exit(0);
    }
    setpgid(job, job);
    expect_exit(job, 0);
}
IN_SESSION(background_read_refused)

/* Nobody could ever continue it. */
static void orphan_reads_inside(void)
{
    int ends[2];
    char byte;
    pid_t parent;

    make_pipe(ends);
    parent = fork_child();
    if (parent == 0) {
        pid_t job;

        parent = getpid();
        setpgid(0, 0);
        job = fork_child();
        if (job == 0) {
            setpgid(0, 0);
            for (int turn = 0; turn < 500 && getppid() == parent; turn++)
                pause_ms(5);
            byte = read(terminal, bytes, 1) < 0 && errno == EIO ? 'y' : 'n';
            write_all(ends[1], &byte, 1);
            _exit(0);
        }
        _exit(0);
    }
    expect_exit(parent, 0);
    read_all(ends[0], &byte, 1);
    SAME(byte, 'y');
}
IN_SESSION(orphan_reads)

static void background_write_inside(void)
{
    pid_t job;
    int status;

    change_flags(0, TOSTOP);
    job = fork_child();
    if (job == 0) {
        catch_signal(SIGTTOU, SIG_DFL, 0);
        setpgid(0, 0);
        pause_ms(30);
        SAME(write(terminal, "\r", 1), 1);
        _exit(3);
    }
    setpgid(job, job);
    SAME(waitpid(job, &status, WUNTRACED), job);
    CHECK(WIFSTOPPED(status));
    SAME(WSTOPSIG(status), SIGTTOU);
    change_flags(TOSTOP, 0); /* now it may */
    SAME(kill(job, SIGCONT), 0);
    expect_exit(job, 3);
    change_flags(0, TOSTOP);
    job = fork_child();
    if (job == 0) { /* it ignores the signal: it writes */
        setpgid(0, 0);
        SAME(write(terminal, "\r", 1), 1);
        _exit(0);
    }
    expect_exit(job, 0);
    change_flags(TOSTOP, 0);
}
IN_SESSION(background_write)

static void background_control_inside(void)
{
    pid_t job = fork_child();
    int status;

    if (job == 0) {
        catch_signal(SIGTTOU, SIG_DFL, 0);
        setpgid(0, 0);
        pause_ms(30);
        SAME(tcsetpgrp(terminal, getpgrp()), 0);
        _exit(0);
    }
    setpgid(job, job);
    SAME(waitpid(job, &status, WUNTRACED), job);
    CHECK(WIFSTOPPED(status));
    SAME(WSTOPSIG(status), SIGTTOU);
    kill_sleeper(job);
}
IN_SESSION(background_control)

static void groups_of_terminal_inside(void)
{
    pid_t child;

    SAME(tcgetpgrp(terminal), getpgrp());
    FAILS(tcsetpgrp(terminal, 29999), OR(EPERM, ESRCH));
    FAILS(tcsetpgrp(terminal, getppid()), EPERM); /* of another session */
    FAILS(tcsetpgrp(44, getpgrp()), EBADF);
    child = fork_child();
    if (child == 0) {
        SAME(setsid(), getpid());
        FAILS(tcgetpgrp(terminal), ENOTTY); /* it is not ours any more */
        FAILS(tcsetpgrp(terminal, getpgrp()), ENOTTY);
        FAILS(open("/dev/tty", O_RDWR), ENXIO);
        SAME(write(terminal, "\r", 1), 1); /* but open */
        _exit(0);
    }
    expect_exit(child, 0);
}
IN_SESSION(groups_of_terminal)

static void terminal_by_name_inside(void)
{
    int same = open("/dev/tty", O_RDWR);

    CHECK(same >= 0);
    SAME(isatty(same), 1);
    SAME(tcgetpgrp(same), getpgrp());
    type_in("text\n");
    SAME(read(same, bytes, 10), 5);
    close_ok(same);
    catch_signal(SIGHUP, SIG_IGN, 0);
    SAME(ioctl(terminal, TIOCNOTTY, 0), 0);
    FAILS(open("/dev/tty", O_RDWR), ENXIO);
    FAILS(ioctl(terminal, TIOCNOTTY, 0), ENOTTY);
    SAME(ioctl(terminal, TIOCSCTTY, 0), 0); /* once more */
    SAME(tcgetpgrp(terminal), getpgrp());
}
IN_SESSION(terminal_by_name)

static int signs[2];

static void hang_up_inside(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        catch_signal(SIGHUP, note, 0);
        write_all(signs[1], "r", 1);
        for (int turn = 0; turn < 500 && count == 0; turn++)
            pause_ms(10);
        write_all(signs[1], count > 0 ? "h" : "n", 1);
        _exit(0);
    }
    read_all(signs[0], bytes, 1);
}

/* The leader ends: those in the foreground are hung up. */
static void hang_up(void)
{
    make_pipe(signs);
    in_session(hang_up_inside);
    read_all(signs[0], bytes, 1);
    SAME(bytes[0], 'h');
    close_pipe(signs);
}

const struct test terminals_jobs[] = {
    TEST(foreground_job, 0),
    TEST(background_read, 0),
    TEST(background_read_refused, 0),
    TEST(orphan_reads, 0),
    TEST(background_write, 0),
    TEST(background_control, 0),
    TEST(groups_of_terminal, 0),
    TEST(terminal_by_name, 0),
    TEST(hang_up, 0),
    END,
};
