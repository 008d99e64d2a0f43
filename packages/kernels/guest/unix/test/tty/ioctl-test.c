/* ioctl of terminals. */
#include "host.h"

static struct ucred root = { .cr_ref = 1 };

static int ask(uint32_t request)
{
    int32_t value = -1;

    CHECK_IS(tty_ioctl(&terminal, request, &value, FREAD | FWRITE), 0);
    return value;
}

static int set(uint32_t request, const void *data)
{
    return tty_ioctl(&terminal, request, (void *)(uintptr_t)data, FREAD | FWRITE);
}

static void settings(void)
{
    struct termios t, u;

    terminal_start(false);
    CHECK_IS(tty_ioctl(&terminal, TIOCGETA, &t, FREAD), 0);
    CHECK_IS(memcmp(&t, &terminal.t_termios, sizeof t), 0);
    t.c_cc[VERASE] = '#';
    t.c_ospeed = t.c_ispeed = 300;
    device_params = 0;
    CHECK_IS(set(TIOCSETA, &t), 0);
    CHECK_IS(device_params, 1);
    CHECK_IS(tty_ioctl(&terminal, TIOCGETA, &u, FREAD), 0);
    CHECK_IS(memcmp(&t, &u, sizeof t), 0);
    CHECK(terminal.t_hiwat < 200); /* a slow line has a short queue */
    type("ab#\n");
    CHECK_TEXT(read_text(), "a\n");
    t.c_ospeed = -1;
    CHECK_IS(set(TIOCSETA, &t), EINVAL);
    CHECK_IS(terminal.t_termios.c_ospeed, 300);
    CHECK_IS(tty_ioctl(&terminal, 0x1234, &t, FREAD), ENOTTY);
}

static struct termios wanted;
static int result;

static void set_when_out(void)
{
    result = set(TIOCSETAW, &wanted);
}

static void set_and_throw(void)
{
    result = set(TIOCSETAF, &wanted);
}

static void settings_that_wait(void)
{
    terminal_start(true);
    wanted = terminal.t_termios;
    wanted.c_lflag &= ~ECHO;
    CHECK_IS(terminal_write("0123456789", 10, 0), 10);
    task_start(1, set_when_out);
    tasks_run();
    CHECK(task_sleeps(1) && (terminal.t_termios.c_lflag & ECHO));
    device_send(-1);
    tasks_run();
    CHECK(task_done(1) && (terminal.t_termios.c_lflag & ECHO) == 0);
    type("gone\nhal");
    task_start(1, set_and_throw);
    tasks_run();
    CHECK_IS(result, 0);
    type("f\n");
    CHECK_TEXT(read_text(), "f\n");
}

static void queues(void)
{
    int32_t input = 1, output = 2, both = 0, wrong = 7;

    terminal_start(true);
    CHECK_IS(ask(FIONREAD), 0);
    type("line\nhalf");
    CHECK_IS(ask(FIONREAD), 5);
    terminal.t_termios.c_lflag &= ~ICANON;
    CHECK_IS(ask(FIONREAD), 9);
    terminal.t_termios.c_lflag |= ICANON;
    device_send(-1);
    CHECK_IS(ask(TIOCOUTQ), 0);
    CHECK_IS(terminal_write("0123456789", 10, 0), 10);
    CHECK_IS(ask(TIOCOUTQ), 10);
    CHECK_IS(set(TIOCFLUSH, &output), 0);
    CHECK_IS(ask(TIOCOUTQ), 0);
    CHECK_IS(ask(FIONREAD), 5);
    CHECK_IS(set(TIOCFLUSH, &input), 0);
    CHECK_IS(ask(FIONREAD), 0);
    type("x\n");
    CHECK_IS(set(TIOCFLUSH, &both), 0);
    CHECK_IS(ask(FIONREAD) + ask(TIOCOUTQ), 0);
    CHECK_IS(set(TIOCFLUSH, &wrong), EINVAL);
    device_send(-1);
    (void)device_sent();
    /* The device was busy with a run of what has been thrown away: what follows is whole. */
    CHECK_IS(terminal_write("0123456789", 10, 0), 10);
    device_send(3);
    CHECK_IS(set(TIOCFLUSH, &output), 0);
    CHECK_IS(terminal_write("abc", 3, 0), 3);
    device_send(-1);
    CHECK_TEXT(device_sent(), "012abc");
}

static void typed_by_program(void)
{
    char x = 'x', newline = '\n';

    terminal_start(false);
    CHECK_IS(set(TIOCSTI, &x), 0);
    CHECK_IS(set(TIOCSTI, &newline), 0);
    CHECK_TEXT(read_text(), "x\n");
    CHECK_IS(tty_ioctl(&terminal, TIOCSTI, &x, FWRITE), EPERM);
    group_put(0, 2);
    CHECK_IS(set(TIOCSTI, &x), EACCES); /* not one's own terminal */
    current_user->u_cred = &root;
    CHECK_IS(set(TIOCSTI, &x), 0);
}

static void window(void)
{
    struct winsize size = { 24, 80, 0, 0 }, got;

    terminal_start(false);
    signals_forget();
    CHECK_IS(set(TIOCSWINSZ, &size), 0);
    CHECK_IS(signals_sent[SIGWINCH], TASKS);
    CHECK_IS(set(TIOCSWINSZ, &size), 0); /* the same: nobody hears of it */
    CHECK_IS(signals_sent[SIGWINCH], TASKS);
    CHECK_IS(tty_ioctl(&terminal, TIOCGWINSZ, &got, FREAD), 0);
    CHECK_IS(got.ws_row * 100 + got.ws_col, 2480);
}

const struct test ioctl_tests[] = {
    { "ioctl: settings", settings },
    { "ioctl: settings that wait", settings_that_wait },
    { "ioctl: queues", queues },
    { "ioctl: typed by a program", typed_by_program },
    { "ioctl: window", window },
    { NULL, NULL },
};
