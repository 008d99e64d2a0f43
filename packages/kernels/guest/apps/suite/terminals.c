/*
 * Terminals: lines and characters, special characters, job control. Each test has a session of its
 * own whose terminal is the console, if that is nobody's; what is typed is put in by TIOCSTI. On
 * the host it is a pseudo-terminal.
 */
#include "suite.h"

#include <sys/ioctl.h>
#include <termios.h>

#define SKIPPED 77

static int terminal;
#ifdef __GLIBC__
static int keyboard;
#endif
static char bytes[200];
static volatile sig_atomic_t count, last;

static void note(int signal)
{
    count++;
    last = signal;
}

static void type(const char *text)
{
#ifdef __GLIBC__
    write_all(keyboard, text, strlen(text));
    pause_ms(20); /* it comes by and by */
#else
    for (; *text != '\0'; text++)
        SAME(ioctl(terminal, TIOCSTI, text), 0);
#endif
}

static void open_terminal(void)
{
    struct termios settings;

#ifdef __GLIBC__
    keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    if (keyboard < 0 || grantpt(keyboard) < 0 || unlockpt(keyboard) < 0)
        SKIP("no pseudo-terminal");
    terminal = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
#else
    terminal = open("/dev/console", O_RDWR);
#endif
    if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 0) < 0)
        SKIP("the console belongs to another session");
    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag &= ~(ECHO | TOSTOP);
    settings.c_lflag |= ICANON | ISIG | IEXTEN;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
    SAME(tcflush(terminal, TCIFLUSH), 0);
}

/* Runs it as the leader of a session with the terminal. */
static void in_session(void (*run)(void))
{
    pid_t leader = fork_child();
    struct termios before;
    int status;

    if (leader == 0) {
        SAME(setsid(), getpid());
        open_terminal();
        tcgetattr(terminal, &before);
        catch_signal(SIGTTOU, SIG_IGN, 0);
        run();
        tcsetattr(terminal, TCSANOW, &before);
        _exit(0);
    }
    status = status_of(leader);
    if (WIFEXITED(status) && (WEXITSTATUS(status) == SKIPPED || WEXITSTATUS(status) == 1))
        _exit(WEXITSTATUS(status));
    SAME(status, 0);
}

#define IN_SESSION(name)           \
    static void name(void)         \
    {                              \
        in_session(name##_inside); \
    }

static void change_flags(tcflag_t clear, tcflag_t set)
{
    struct termios settings;

    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag = (settings.c_lflag & ~clear) | set;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
}

static void raw_mode(int least, int tenths)
{
    struct termios settings;

    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag &= ~ICANON;
    settings.c_cc[VMIN] = least;
    settings.c_cc[VTIME] = tenths;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
}

static void expect_read(const char *wanted)
{
    size_t length = strlen(wanted);

    memset(bytes, 0, sizeof(bytes));
    SAME(read(terminal, bytes, sizeof(bytes)), length);
    CHECK(memcmp(bytes, wanted, length) == 0);
}

static void settings_inside(void)
{
    struct termios settings, again;
    int file = open_new("f");

    SAME(isatty(terminal), 1);
    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_cc[VERASE] = '#';
    settings.c_lflag |= TOSTOP;
    SAME(tcsetattr(terminal, TCSADRAIN, &settings), 0);
    SAME(tcgetattr(terminal, &again), 0);
    SAME(again.c_cc[VERASE], '#');
    CHECK(again.c_lflag & TOSTOP);
    SAME(isatty(file), 0);
    FAILS(tcgetattr(file, &settings), ENOTTY);
    FAILS(tcsetattr(file, TCSANOW, &settings), ENOTTY);
    FAILS(tcgetpgrp(file), ENOTTY);
    FAILS(tcgetattr(44, &settings), EBADF);
}
IN_SESSION(settings)

static void lines_inside(void)
{
    type("first\nsecond line\n");
    expect_read("first\n"); /* a line at a time */
    SAME(read(terminal, bytes, 3), 3);
    expect_read("ond line\n");
    type("\n");
    expect_read("\n");
    type("return\r");
    expect_read("return\n");
}
IN_SESSION(lines)

static void editing_inside(void)
{
    type("abX\177c\n"); /* erase */
    expect_read("abc\n");
    type("wrong\025right\n"); /* kill */
    expect_read("right\n");
    type("\177\177\177x\n");
    expect_read("x\n");
    type("one two\027three\n"); /* erase a word */
    expect_read("one three\n");
    type("a\026\177b\026\003\n"); /* next one literally */
    expect_read("a\177b\003\n");
}
IN_SESSION(editing)

static void end_of_file_inside(void)
{
    type("text\004");
    expect_read("text");
    type("\004");
    SAME(read(terminal, bytes, sizeof(bytes)), 0);
    type("more\n"); /* and it goes on */
    expect_read("more\n");
}
IN_SESSION(end_of_file)

static void characters_inside(void)
{
    long before;

    raw_mode(1, 0);
    type("x");
    expect_read("x");
    type("yz\177\004");
    expect_read("yz\177\004"); /* nothing is special */
    raw_mode(0, 0);
    SAME(read(terminal, bytes, 10), 0);
    raw_mode(0, 2);
    before = now_ms();
    SAME(read(terminal, bytes, 10), 0);
    CHECK(now_ms() - before >= 150 && now_ms() - before < 200 + LATENESS);
    type("q");
    expect_read("q");
    raw_mode(3, 2);
    type("ab"); /* fewer than three: they come when time is over */
    expect_read("ab");
    type("abcd");
    expect_read("abcd");
}
IN_SESSION(characters)

static void waits_for_typing_inside(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        pause_ms(50);
        type("typed\n");
        _exit(0);
    }
    expect_read("typed\n");
    expect_exit(child, 0);
    SAME(fcntl(terminal, F_SETFL, O_NONBLOCK), 0);
    FAILS(read(terminal, bytes, 1), EWOULDBLOCK);
    type("now\n");
    expect_read("now\n");
    type("half");
    FAILS(read(terminal, bytes, 1), EWOULDBLOCK);
    SAME(fcntl(terminal, F_SETFL, 0), 0);
    type("\n");
    expect_read("half\n");
}
IN_SESSION(waits_for_typing)

static void flushing_inside(void)
{
    int ready = -1;

    type("away\n");
    SAME(ioctl(terminal, FIONREAD, &ready), 0);
    SAME(ready, 5);
    SAME(tcflush(terminal, TCIFLUSH), 0);
    SAME(ioctl(terminal, FIONREAD, &ready), 0);
    SAME(ready, 0);
    type("kept\n");
    expect_read("kept\n");
    SAME(tcdrain(terminal), 0);
    FAILS(tcflush(terminal, 99), EINVAL);
}
IN_SESSION(flushing)

static void special_characters_inside(void)
{
    static const struct {
        const char *typed;
        int signal;
    } cases[] = { { "\003", SIGINT }, { "\034", SIGQUIT }, { "\032", SIGTSTP } };

    for (int i = 0; i < 3; i++) {
        catch_signal(cases[i].signal, note, 0);
        count = 0;
        type("thrown away");
        type(cases[i].typed);
        for (int turn = 0; turn < 100 && count == 0; turn++)
            pause_ms(5);
        SAME(count, 1);
        SAME(last, cases[i].signal);
    }
    type("rest\n");
    expect_read("rest\n");
    change_flags(ISIG, 0);
    type("\003\n");
    expect_read("\003\n");
}
IN_SESSION(special_characters)

/* A job in the foreground gets what is typed, and nobody else. */
static void foreground_job_inside(void)
{
    pid_t job = fork_sleeper();
    int status;

    catch_signal(SIGINT, note, 0);
    SAME(setpgid(job, job), 0);
    SAME(tcsetpgrp(terminal, job), 0);
    SAME(tcgetpgrp(terminal), job);
    type("\032");
    SAME(waitpid(job, &status, WUNTRACED), job);
    CHECK(WIFSTOPPED(status));
    SAME(WSTOPSIG(status), SIGTSTP);
    SAME(kill(job, SIGCONT), 0);
    type("\003");
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
    type("for the job\n");
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
    type("text\n");
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

static int is_readable(void)
{
    struct timeval limit = { 0, 0 };
    fd_set set;

    FD_ZERO(&set);
    FD_SET(terminal, &set);
    return select(terminal + 1, &set, NULL, NULL, &limit);
}

static void select_terminal_inside(void)
{
    struct timeval limit = { 10, 0 };
    fd_set set;
    pid_t child;

    SAME(is_readable(), 0);
    type("half");
    SAME(is_readable(), 0);
    type("\n");
    SAME(is_readable(), 1);
    expect_read("half\n");
    SAME(is_readable(), 0);
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        type("line\n");
        _exit(0);
    }
    FD_ZERO(&set);
    FD_SET(terminal, &set);
    SAME(select(terminal + 1, &set, NULL, NULL, &limit), 1);
    expect_exit(child, 0);
    expect_read("line\n");
    FD_ZERO(&set);
    FD_SET(terminal, &set);
    SAME(select(terminal + 1, NULL, &set, NULL, &limit), 1);
}
IN_SESSION(select_terminal)

static void window_size_inside(void)
{
    struct winsize before, size = { 33, 99, 0, 0 };

    catch_signal(SIGWINCH, note, 0);
    SAME(ioctl(terminal, TIOCGWINSZ, &before), 0);
    SAME(ioctl(terminal, TIOCSWINSZ, &size), 0);
    SAME(count, 1);
    SAME(ioctl(terminal, TIOCSWINSZ, &size), 0); /* no change */
    SAME(count, 1);
    memset(&size, 0, sizeof(size));
    SAME(ioctl(terminal, TIOCGWINSZ, &size), 0);
    SAME(size.ws_row, 33);
    SAME(size.ws_col, 99);
    SAME(ioctl(terminal, TIOCSWINSZ, &before), 0);
}
IN_SESSION(window_size)

static void read_interrupted_inside(void)
{
    pid_t child;

    for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
        catch_signal(SIGUSR1, note, flags);
        count = 0;
        child = fork_child();
        if (child == 0) {
            pause_ms(60);
            kill(getppid(), SIGUSR1);
            pause_ms(60);
            type("later\n");
            _exit(0);
        }
        if (flags == 0)
            FAILS(read(terminal, bytes, 10), EINTR);
        expect_read("later\n");
        SAME(count, 1);
        expect_exit(child, 0);
    }
}
IN_SESSION(read_interrupted)

const struct test terminals[] = {
    TEST(settings, 0),
    TEST(lines, 0),
    TEST(editing, 0),
    TEST(end_of_file, 0),
    TEST(characters, 0),
    TEST(waits_for_typing, 0),
    TEST(flushing, 0),
    TEST(special_characters, 0),
    TEST(foreground_job, 0),
    TEST(background_read, 0),
    TEST(background_read_refused, 0),
    TEST(orphan_reads, 0),
    TEST(background_write, 0),
    TEST(background_control, 0),
    TEST(groups_of_terminal, 0),
    TEST(terminal_by_name, 0),
    TEST(hang_up, 0),
    TEST(select_terminal, 0),
    TEST(window_size, 0),
    TEST(read_interrupted, 0),
    END,
};
