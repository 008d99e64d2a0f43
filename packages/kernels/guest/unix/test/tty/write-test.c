/* Writers: water marks, those who do not wait, queues without blocks; and who waits for the end. */
#include "host.h"

#define LONG 20000

static char text[LONG];
static int result;

static void fill(void)
{
    for (int i = 0; i < LONG; i++)
        text[i] = i % 61 == 60 ? '\n' : (char)('0' + i % 61);
}

static void write_all(void)
{
    result = terminal_write(text, LONG, 0);
}

static void water_marks(void)
{
    int sleeps = 0;

    fill();
    terminal_start(true);
    CHECK(terminal.t_lowat < terminal.t_hiwat);
    task_start(1, write_all);
    tasks_run();
    CHECK(task_sleeps(1));
    CHECK(terminal.t_outq.c_cc > terminal.t_hiwat && terminal.t_outq.c_cc <= terminal.t_hiwat + 100);
    while (!task_done(1)) {
        device_send(1);
        if (terminal.t_outq.c_cc > terminal.t_lowat)
            CHECK(task_sleeps(1)); /* not before it is down to that */
        else if (!task_sleeps(1))
            sleeps++;
        tasks_run();
    }
    device_send(-1);
    CHECK_IS(result, LONG);
    CHECK_IS(device_sent_bytes(), LONG + LONG / 61);
    CHECK(sleeps > 10);
}

static void not_waiting(void)
{
    int written, more;

    fill();
    terminal_start(true);
    written = terminal_write(text, LONG, IO_NODELAY);
    CHECK(written > terminal.t_hiwat - 100 && written < LONG);
    CHECK_IS(terminal_write("x", 1, IO_NODELAY), -EWOULDBLOCK);
    device_send(-1);
    more = terminal_write(text + written, LONG - written, IO_NODELAY);
    CHECK(more > 0);
    device_send(-1);
    CHECK_IS(strlen(device_sent()), written + more + (written + more) / 61);
}

static void interrupted(void)
{
    fill();
    terminal_start(true);
    task_start(1, write_all);
    tasks_run();
    signal_post(&procs[1], SIGINT);
    tasks_run();
    CHECK(task_done(1));
    CHECK(result > 0 && result < LONG); /* what was written counts */
    device_send(-1);
    CHECK_IS(strlen(device_sent()), result + result / 61);
    signals_forget();
}

static void no_blocks(void)
{
    struct clist greedy = { 0 };

    fill();
    terminal_start(false);
    while (clist_put('x', &greedy) == 0)
        ;
    task_start(1, write_all);
    tasks_run();
    CHECK(task_sleeps(1));
    time_pass(50);
    CHECK(task_sleeps(1));
    clist_flush(&greedy);
    time_pass(50);
    CHECK(task_done(1));
    CHECK_IS(result, LONG);
    CHECK_IS(device_sent_bytes(), LONG + LONG / 61);
}

static void bad_address(void)
{
    terminal_start(false);
    CHECK_IS(terminal_write((void *)BAD_ADDRESS, 5, 0), -EFAULT);
    terminal.t_state &= ~TS_CARRIER;
    CHECK_IS(terminal_write("x", 1, 0), -EIO);
    CHECK_TEXT(read_text(), ""); /* the end */
}

static void columns(void)
{
    terminal_start(false);
    CHECK_IS(terminal_write("ab\tc\t\b\td\r\te\n\tf", 15, 0), 15);
    CHECK_TEXT(device_sent(), "ab      c       \b d\r        e\r\n        f");
    CHECK_IS(terminal.t_column, 9);
    terminal.t_termios.c_oflag &= ~OPOST;
    CHECK_IS(terminal_write("a\tb\n", 4, 0), 4);
    CHECK_TEXT(device_sent(), "a\tb\n");
}

/* ---- the end of output ---- */

static void drain(void)
{
    result = tty_ioctl(&terminal, TIOCDRAIN, NULL, FREAD | FWRITE);
}

static void close_it(void)
{
    result = tty_close(&terminal);
}

static void waits_for_end(void (*function)(void))
{
    result = -1;
    CHECK_IS(terminal_write("0123456789", 10, 0), 10);
    task_start(1, function);
    tasks_run();
    for (int i = 0; i < 10; i++) {
        CHECK(task_sleeps(1));
        device_send(1);
        tasks_run();
    }
    device_send(1);
    tasks_run();
    CHECK(task_done(1));
    CHECK_IS(result, 0);
}

static void draining(void)
{
    terminal_start(true);
    waits_for_end(drain);
    waits_for_end(close_it);
    CHECK((terminal.t_state & TS_OPEN) == 0);
    CHECK(sessions[0].s_tty == NULL && terminal.t_session == NULL);
    CHECK_IS(tty_open(makedev(0, 0), &terminal), 0);
    CHECK(terminal.t_state & TS_OPEN);
}

static void selecting(void)
{
    struct proc *p = &procs[0];

    fill();
    terminal_start(true);
    CHECK_IS(tty_select(&terminal, UIO_WRITE), 1);
    (void)terminal_write(text, LONG, IO_NODELAY);
    CHECK_IS(tty_select(&terminal, UIO_WRITE), 0);
    CHECK(terminal.t_wsel == p);
    p->p_flag |= P_SELECTING;
    while (terminal.t_outq.c_cc > terminal.t_lowat) {
        CHECK(p->p_flag & P_SELECTING);
        device_send(1);
    }
    device_send(100);
    CHECK((p->p_flag & P_SELECTING) == 0 && terminal.t_wsel == NULL);
    CHECK_IS(tty_select(&terminal, UIO_WRITE), 1);
    CHECK_IS(tty_select(&terminal, UIO_READ), 0);
    p->p_flag |= P_SELECTING;
    type("a");
    CHECK(p->p_flag & P_SELECTING); /* no line yet */
    type("\n");
    CHECK((p->p_flag & P_SELECTING) == 0);
    CHECK_IS(tty_select(&terminal, UIO_READ), 1);
}

const struct test write_tests[] = {
    { "writers: water marks", water_marks },
    { "writers: not waiting", not_waiting },
    { "writers: interrupted", interrupted },
    { "writers: no blocks", no_blocks },
    { "writers: errors", bad_address },
    { "output: columns", columns },
    { "output: its end", draining },
    { "select", selecting },
    { NULL, NULL },
};
