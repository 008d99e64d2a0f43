/* Reading without lines: VMIN and VTIME; from lines to none and back. */
#include "host.h"

#define TENTH 10 /* ticks */

static char bytes[100];
static int result;

static void read_it(void)
{
    result = terminal_read(bytes, sizeof bytes, 0);
}

static void start_raw(int least, int tenths)
{
    terminal_start(false);
    terminal.t_termios.c_lflag &= ~(ICANON | ECHO);
    terminal.t_termios.c_cc[VMIN] = least;
    terminal.t_termios.c_cc[VTIME] = tenths;
    result = -1;
    task_start(1, read_it);
    tasks_run();
}

static void typed(const char *what)
{
    type(what);
    tasks_run();
}

static void expect(int count, const char *text)
{
    CHECK(task_done(1));
    CHECK_IS(result, count);
    CHECK_IS(memcmp(bytes, text, count), 0);
    CHECK_IS(terminal.t_raw.c_cc, 0);
}

static void least_only(void)
{
    start_raw(3, 0);
    CHECK(task_sleeps(1));
    typed("a");
    typed("b");
    time_pass(10000);
    CHECK(task_sleeps(1));
    typed("c");
    expect(3, "abc");
    start_raw(1, 0);
    typed("\n");
    expect(1, "\n");
}

static void between_characters(void)
{
    start_raw(5, 3);
    time_pass(1000); /* the clock does not run before the first */
    CHECK(task_sleeps(1));
    typed("a");
    time_pass(3 * TENTH - 2);
    typed("b"); /* and begins again with each */
    time_pass(3 * TENTH - 2);
    CHECK(task_sleeps(1));
    typed("c");
    time_pass(3 * TENTH - 2);
    CHECK(task_sleeps(1));
    time_pass(3);
    expect(3, "abc");
    start_raw(3, 3);
    typed("abc");
    expect(3, "abc");
}

static void time_only(void)
{
    start_raw(0, 5);
    CHECK(task_sleeps(1));
    time_pass(5 * TENTH - 1);
    CHECK(task_sleeps(1));
    time_pass(2);
    expect(0, "");
    start_raw(0, 5);
    time_pass(20);
    typed("x");
    expect(1, "x");
}

static void nothing(void)
{
    start_raw(0, 0);
    expect(0, "");
    type("abc");
    task_start(1, read_it);
    tasks_run();
    expect(3, "abc");
    start_raw(1, 0);
    typed("z");
    CHECK_TEXT(read_text(), "<error 35>");
}

static void every_byte(void)
{
    start_raw(255, 0);
    terminal.t_termios.c_iflag = 0;
    terminal.t_termios.c_lflag = 0;
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        type_bytes(&byte, 1);
    }
    tasks_run();
    CHECK_IS(result, 100);
    for (int c = 0; c < 100; c++)
        CHECK_IS((unsigned char)bytes[c], c);
    CHECK_IS(terminal.t_raw.c_cc, 156);
}

static void signals_too(void)
{
    start_raw(1, 0);
    signals_forget();
    typed("\003");
    CHECK(task_done(1));
    CHECK_IS(result, -EINTR);
    CHECK_IS(signals_sent[SIGINT], TASKS);
    signals_forget();
}

static void set_line_flag(uint32_t off, uint32_t on, uint32_t request)
{
    struct termios t = terminal.t_termios;

    set_flags(&t.c_lflag, off, on);
    CHECK_IS(tty_ioctl(&terminal, request, &t, FREAD), 0);
}

/* What is typed as part of a line is there at once, when lines are no more. */
static void from_lines(void)
{
    terminal_start(false);
    type("line\nrest");
    set_line_flag(ICANON, 0, TIOCSETA);
    CHECK_TEXT(read_text(), "line\nrest");
    /* A reader that waits for a line, too. */
    set_line_flag(0, ICANON, TIOCSETA);
    task_start(1, read_it);
    tasks_run();
    typed("half");
    CHECK(task_sleeps(1));
    set_line_flag(ICANON, 0, TIOCSETA);
    tasks_run();
    expect(4, "half");
}

/* What has come before is looked at again, as if it were typed now. */
static void to_lines(void)
{
    terminal_start(false);
    set_line_flag(ICANON | ECHO, 0, TIOCSETA);
    type("abx\177c\rrest");
    (void)device_sent();
    set_line_flag(0, ICANON, TIOCSETA);
    CHECK_TEXT(read_text(), "abc\n");
    CHECK_TEXT(read_text(), "<error 35>");
    type("!\n");
    CHECK_TEXT(read_text(), "rest!\n");
    /* There and back without a read: nothing is changed. */
    set_line_flag(ICANON, 0, TIOCSETA);
    type("a\177b");
    set_line_flag(0, ICANON, TIOCSETA);
    set_line_flag(ICANON, 0, TIOCSETA);
    type("c");
    CHECK_TEXT(read_text(), "a\177bc");
    type("gone");
    set_line_flag(0, ICANON, TIOCSETAF);
    type("kept\n");
    CHECK_TEXT(read_text(), "kept\n");
}

const struct test raw_tests[] = {
    { "raw: VMIN", least_only },
    { "raw: VMIN and VTIME", between_characters },
    { "raw: VTIME", time_only },
    { "raw: neither", nothing },
    { "raw: every byte", every_byte },
    { "raw: signals", signals_too },
    { "modes: lines no more", from_lines },
    { "modes: lines again", to_lines },
    { NULL, NULL },
};
