/* Signals of the terminal, flow control, discarded output, breaks. */
#include "host.h"

static void signals(void)
{
    static const struct {
        const char *typed;
        int signal;
        const char *echo;
    } cases[] = { { "\003", SIGINT, "^C" }, { "\034", SIGQUIT, "^\\" }, { "\032", SIGTSTP, "^Z" } };

    for (unsigned i = 0; i < 3; i++) {
        terminal_start(false);
        signals_forget();
        type("line\nabc");
        (void)device_sent();
        type(cases[i].typed);
        CHECK_IS(signals_sent[cases[i].signal], TASKS); /* all of the group */
        CHECK_TEXT(device_sent(), cases[i].echo);
        CHECK_TEXT(read_text(), "<error 35>"); /* input is gone */
        signals_forget();
        terminal.t_termios.c_lflag |= NOFLSH;
        type("line\n");
        type(cases[i].typed);
        CHECK_TEXT(read_text(), "line\n");
        CHECK_IS(signals_sent[cases[i].signal], TASKS);
        terminal.t_termios.c_lflag &= ~ISIG;
        signals_forget();
        type(cases[i].typed);
        type("\n");
        CHECK_IS(signals_sent[cases[i].signal], 0);
        CHECK_IS(terminal.t_canq.c_cc, 2);
    }
    signals_forget();
}

/* Output that waits goes with SIGINT, stays with SIGTSTP. */
static void signals_and_output(void)
{
    static char text[200];

    memset(text, 'x', sizeof text);
    terminal_start(true);
    CHECK_IS(terminal_write(text, sizeof text, 0), sizeof text);
    device_send(5);
    type("\032");
    device_send(-1);
    CHECK_IS(device_sent_bytes(), sizeof text + 2);
    (void)device_sent();
    CHECK_IS(terminal_write(text, sizeof text, 0), sizeof text);
    device_send(5);
    type("\003");
    device_send(-1);
    CHECK_TEXT(device_sent(), "xxxxx^C");
    signals_forget();
}

static void stop_and_go(void)
{
    terminal_start(true);
    terminal.t_termios.c_iflag &= ~IXANY;
    CHECK_IS(terminal_write("0123456789", 10, 0), 10);
    device_send(4);
    type("\023");
    device_send(-1);
    CHECK_TEXT(device_sent(), "0123");
    type("\023a");
    device_send(-1);
    CHECK_TEXT(device_sent(), "");
    type("\021");
    device_send(-1);
    CHECK_TEXT(device_sent(), "456789a");
    /* With IXANY anything goes on; ^S itself does not. */
    terminal.t_termios.c_iflag |= IXANY;
    type("\023\023b");
    device_send(-1);
    CHECK_TEXT(device_sent(), "b");
    /* Where both are one character it goes there and back. */
    terminal.t_termios.c_iflag &= ~IXANY;
    terminal.t_termios.c_cc[VSTART] = terminal.t_termios.c_cc[VSTOP];
    type("\023c");
    device_send(-1);
    CHECK_TEXT(device_sent(), "");
    type("\023");
    device_send(-1);
    CHECK_TEXT(device_sent(), "c");
    terminal.t_termios.c_iflag &= ~IXON;
    type("\023\n");
    device_send(-1);
    CHECK_TEXT(device_sent(), "^S\r\n");
}

static void discard(void)
{
    terminal_start(false);
    type("ab");
    type("\017");
    CHECK_TEXT(device_sent(), "ab^O^R\r\nab");
    CHECK_IS(terminal_write("unseen\n", 7, 0), 7);
    CHECK_TEXT(device_sent(), "");
    type("c");
    CHECK_IS(terminal_write("seen\n", 5, 0), 5);
    CHECK_TEXT(device_sent(), "cseen\r\n");
    type("\017");
    type("\017"); /* and back */
    (void)device_sent();
    CHECK_IS(terminal_write("seen\n", 5, 0), 5);
    CHECK_TEXT(device_sent(), "seen\r\n");
}

/* With IXOFF whoever sends is told to stop, and to go on. */
static void input_flow(void)
{
    int stops = 0, goes = 0;
    char bytes[600];

    terminal_start(false);
    terminal.t_termios.c_lflag &= ~(ICANON | ECHO);
    terminal.t_termios.c_iflag |= IXOFF;
    for (int i = 0; i < 600; i++)
        type("x");
    for (const char *c = device_sent(); *c != '\0'; c++)
        stops += *c == '\023';
    CHECK_IS(stops, 1);
    CHECK_IS(terminal_read(bytes, 300, 0), 300);
    CHECK_TEXT(device_sent(), "");
    CHECK_IS(terminal_read(bytes, 300, 0), 300);
    for (const char *c = device_sent(); *c != '\0'; c++)
        goes += *c == '\021';
    CHECK_IS(goes, 1);
}

static void broken_line(void)
{
    terminal_start(false);
    signals_forget();
    tty_input(TTY_BREAK, &terminal);
    CHECK_IS(signals_sent[SIGINT], TASKS);
    terminal.t_termios.c_iflag |= IGNBRK;
    signals_forget();
    tty_input(TTY_BREAK, &terminal);
    CHECK_IS(signals_sent[SIGINT], 0);
    CHECK_IS(terminal.t_raw.c_cc, 0);
    terminal.t_termios.c_iflag &= ~(IGNBRK | BRKINT);
    tty_input(TTY_BREAK, &terminal);
    CHECK_IS(clist_get(&terminal.t_raw), 0);
    tty_input('a' | TTY_PARITY, &terminal);
    CHECK_IS(clist_get(&terminal.t_raw), 'a');
    terminal.t_termios.c_cflag &= ~CREAD;
    type("x");
    CHECK_IS(terminal.t_raw.c_cc, 0);
}

/* ^Y stops the group when it is read, not when it is typed. */
static void delayed_stop(void)
{
    static char bytes[2][20];
    static int counts[2];

    terminal_start(false);
    signals_forget();
    type("ab\031\n");
    CHECK_IS(signals_sent[SIGTSTP], 0);
    counts[0] = terminal_read(bytes[0], 20, IO_NODELAY);
    CHECK_IS(counts[0], 2);
    CHECK_IS(signals_sent[SIGTSTP], TASKS);
    signals_forget();
    CHECK_TEXT(read_text(), "\n");
}

const struct test control_tests[] = {
    { "signals", signals },
    { "signals: output", signals_and_output },
    { "flow: stop and go", stop_and_go },
    { "flow: discard", discard },
    { "flow: input", input_flow },
    { "line: broken", broken_line },
    { "signals: delayed", delayed_stop },
    { NULL, NULL },
};
