/* Job control: who is in the background, and what happens to him; controlling terminals. */
#include "host.h"

static char bytes[100];
static int result;

static void read_it(void)
{
    result = terminal_read(bytes, sizeof bytes, 0);
}

static void write_it(void)
{
    result = terminal_write("hello\n", 6, 0);
}

static void set_it(void)
{
    struct termios t = terminal.t_termios;

    result = -tty_ioctl(&terminal, TIOCSETA, &t, FREAD);
}

static void begin(int task, int group, void (*function)(void))
{
    signals_forget();
    group_put(task, group);
    result = -100;
    task_start(task, function);
    tasks_run();
}

/* Stopped by `signal`, and does what it wanted when it is in the foreground. */
static void is_stopped(int task, int signal)
{
    CHECK_IS(signals_sent[signal], 1); /* alone in its group */
    CHECK(procs[task].p_thread.stopped);
    task_continue(task);
    tasks_run();
    CHECK(procs[task].p_thread.stopped || task_sleeps(task)); /* still in the background */
    time_pass(2 * hz);
    CHECK(procs[task].p_thread.stopped);
    terminal.t_pgrp = &groups[1];
    task_continue(task);
    time_pass(2 * hz);
}

static void background_read(void)
{
    terminal_start(false);
    type("input\n");
    begin(1, 1, read_it);
    is_stopped(1, SIGTTIN);
    CHECK(task_done(1));
    CHECK_IS(result, 6);
}

static void background_read_refused(void)
{
    terminal_start(false);
    type("input\n");
    groups[1].pg_jobc = 0; /* orphaned */
    begin(1, 1, read_it);
    CHECK_IS(result, -EIO);
    groups[1].pg_jobc = 1;
    procs[1].p_sigignore = sigmask(SIGTTIN);
    begin(1, 1, read_it);
    CHECK_IS(result, -EIO);
    procs[1].p_sigignore = 0;
    procs[1].p_sigmask = sigmask(SIGTTIN);
    begin(1, 1, read_it);
    CHECK_IS(result, -EIO);
    procs[1].p_sigmask = 0;
    procs[1].p_flag |= P_VFORKED;
    begin(1, 1, read_it);
    CHECK_IS(result, -EIO);
    procs[1].p_flag &= ~P_VFORKED;
    CHECK_IS(signals_sent[SIGTTIN], 0);
}

static void background_write(void)
{
    terminal_start(false);
    begin(1, 1, write_it); /* everyone may */
    CHECK_IS(result, 6);
    terminal.t_termios.c_lflag |= TOSTOP;
    begin(1, 1, write_it);
    is_stopped(1, SIGTTOU);
    CHECK_IS(result, 6);
    terminal.t_pgrp = &groups[0];
    procs[1].p_sigignore = sigmask(SIGTTOU);
    begin(1, 1, write_it);
    CHECK_IS(result, 6);
    procs[1].p_sigignore = 0;
    groups[1].pg_jobc = 0;
    begin(1, 1, write_it);
    CHECK_IS(result, -EIO);
    groups[1].pg_jobc = 1;
    group_put(1, 2); /* of another session: it is not its terminal */
    begin(1, 2, write_it);
    CHECK_IS(result, 6);
}

static void background_settings(void)
{
    terminal_start(false);
    begin(1, 1, set_it);
    is_stopped(1, SIGTTOU);
    CHECK_IS(result, 0);
    terminal.t_pgrp = &groups[0];
    procs[1].p_sigmask = sigmask(SIGTTOU);
    begin(1, 1, set_it);
    CHECK_IS(result, 0);
    procs[1].p_sigmask = 0;
}

static int request(uint32_t what, int32_t value)
{
    return tty_ioctl(&terminal, what, &value, FREAD);
}

static void foreground(void)
{
    int32_t group = 0;

    terminal_start(false);
    CHECK_IS(tty_ioctl(&terminal, TIOCGPGRP, &group, FREAD), 0);
    CHECK_IS(group, 100);
    CHECK_IS(request(TIOCSPGRP, 101), 0);
    CHECK(terminal.t_pgrp == &groups[1]);
    procs[0].p_sigignore = sigmask(SIGTTOU); /* the test is in the background now */
    CHECK_IS(request(TIOCSPGRP, 102), EPERM); /* of another session */
    CHECK_IS(request(TIOCSPGRP, 999), EPERM);
    group_put(0, 2);
    CHECK_IS(request(TIOCSPGRP, 101), ENOTTY);
    CHECK_IS(tty_ioctl(&terminal, TIOCGPGRP, &group, FREAD), ENOTTY);
}

static void controlling_terminal(void)
{
    terminal_start(false);
    CHECK_IS(request(TIOCSCTTY, 0), 0); /* it is already */
    group_put(1, 2);
    sessions[1].s_leader = &procs[1];
    current_user = &users[1];
    CHECK_IS(request(TIOCSCTTY, 0), EPERM); /* another session's */
    terminal.t_session = NULL;
    terminal.t_pgrp = NULL;
    sessions[1].s_leader = &procs[2];
    CHECK_IS(request(TIOCSCTTY, 0), EPERM); /* not the leader */
    sessions[1].s_leader = &procs[1];
    procs[1].p_flag &= ~P_CONTROLT;
    CHECK_IS(request(TIOCSCTTY, 0), 0);
    CHECK(terminal.t_session == &sessions[1] && terminal.t_pgrp == &groups[2]);
    CHECK(sessions[1].s_tty == &terminal && (procs[1].p_flag & P_CONTROLT));
    CHECK_IS(request(TIOCNOTTY, 0), 0);
    CHECK(sessions[1].s_tty == NULL && (procs[1].p_flag & P_CONTROLT) == 0);
    CHECK_IS(request(TIOCNOTTY, 0), ENOTTY);
}

const struct test job_tests[] = {
    { "jobs: reading", background_read },
    { "jobs: reading refused", background_read_refused },
    { "jobs: writing", background_write },
    { "jobs: settings", background_settings },
    { "jobs: foreground", foreground },
    { "jobs: controlling terminal", controlling_terminal },
    { NULL, NULL },
};
