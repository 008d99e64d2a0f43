/* Terminals: lines and characters, special characters, waiting for what is typed. */
#include "suite.h"

#include "terminal.h"

static char bytes[200];
static volatile sig_atomic_t count, last;

static void note(int signal)
{
    count++;
    last = signal;
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
    type_in("first\nsecond line\n");
    expect_read("first\n"); /* a line at a time */
    SAME(read(terminal, bytes, 3), 3);
    expect_read("ond line\n");
    type_in("\n");
    expect_read("\n");
    type_in("return\r");
    expect_read("return\n");
}
IN_SESSION(lines)

static void editing_inside(void)
{
    type_in("abX\177c\n"); /* erase */
    expect_read("abc\n");
    type_in("wrong\025right\n"); /* kill */
    expect_read("right\n");
    type_in("\177\177\177x\n");
    expect_read("x\n");
    type_in("one two\027three\n"); /* erase a word */
    expect_read("one three\n");
    type_in("a\026\177b\026\003\n"); /* next one literally */
    expect_read("a\177b\003\n");
}
IN_SESSION(editing)

static void end_of_file_inside(void)
{
    type_in("text\004");
    expect_read("text");
    type_in("\004");
    SAME(read(terminal, bytes, sizeof(bytes)), 0);
    type_in("more\n"); /* and it goes on */
    expect_read("more\n");
}
IN_SESSION(end_of_file)

static void raw_mode(int least, int tenths)
{
    struct termios settings;

    SAME(tcgetattr(terminal, &settings), 0);
    settings.c_lflag &= ~ICANON;
    settings.c_cc[VMIN] = least;
    settings.c_cc[VTIME] = tenths;
    SAME(tcsetattr(terminal, TCSANOW, &settings), 0);
}

static void characters_inside(void)
{
    long before;

    raw_mode(1, 0);
    type_in("x");
    expect_read("x");
    type_in("yz\177\004");
    expect_read("yz\177\004"); /* nothing is special */
    raw_mode(0, 0);
    SAME(read(terminal, bytes, 10), 0);
    raw_mode(0, 2);
    before = now_ms();
    SAME(read(terminal, bytes, 10), 0);
    CHECK(now_ms() - before >= 150 && now_ms() - before < 200 + LATENESS);
    type_in("q");
    expect_read("q");
    raw_mode(3, 2);
    type_in("ab"); /* fewer than three: they come when time is over */
    expect_read("ab");
    type_in("abcd");
    expect_read("abcd");
}
IN_SESSION(characters)

static void waits_for_typing_inside(void)
{
    pid_t child = fork_child();

    if (child == 0) {
        pause_ms(50);
        type_in("typed\n");
        _exit(0);
    }
    expect_read("typed\n");
    expect_exit(child, 0);
    SAME(fcntl(terminal, F_SETFL, O_NONBLOCK), 0);
    FAILS(read(terminal, bytes, 1), EWOULDBLOCK);
    type_in("now\n");
    expect_read("now\n");
    type_in("half");
    FAILS(read(terminal, bytes, 1), EWOULDBLOCK);
    SAME(fcntl(terminal, F_SETFL, 0), 0);
    type_in("\n");
    expect_read("half\n");
}
IN_SESSION(waits_for_typing)

static void flushing_inside(void)
{
    int ready = -1;

    type_in("away\n");
    SAME(ioctl(terminal, FIONREAD, &ready), 0);
    SAME(ready, 5);
    SAME(tcflush(terminal, TCIFLUSH), 0);
    SAME(ioctl(terminal, FIONREAD, &ready), 0);
    SAME(ready, 0);
    type_in("kept\n");
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
        type_in("thrown away");
        type_in(cases[i].typed);
        for (int turn = 0; turn < 100 && count == 0; turn++)
            pause_ms(5);
        SAME(count, 1);
        SAME(last, cases[i].signal);
    }
    type_in("rest\n");
    expect_read("rest\n");
    change_flags(ISIG, 0);
    type_in("\003\n");
    expect_read("\003\n");
}
IN_SESSION(special_characters)

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
    type_in("half");
    SAME(is_readable(), 0);
    type_in("\n");
    SAME(is_readable(), 1);
    expect_read("half\n");
    SAME(is_readable(), 0);
    child = fork_child();
    if (child == 0) {
        pause_ms(50);
        type_in("line\n");
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
            type_in("later\n");
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
    TEST(select_terminal, 0),
    TEST(window_size, 0),
    TEST(read_interrupted, 0),
    END,
};
