/* The console: a terminal whose line is the server's standard input and output, and is never busy. */
#include <unix/tty.h>

#include "server.h"

#define LINE_BYTES 256

static struct tty terminal;

static void start(struct tty *tp)
{
    char line[LINE_BYTES];
    int bytes;

    if ((tp->t_state & TS_STOPPED) != 0)
        return;
    while ((bytes = clist_to_buffer(&tp->t_outq, line, sizeof line)) > 0)
        host_terminal_write(line, bytes);
    tty_started(tp);
}

static int settings(struct tty *tp, const struct termios *termios)
{
    tp->t_termios = *termios;
    return 0;
}

/* A character of the line; at its end what people type for it. */
static void input(int character)
{
    current_user = &user_0;
    if ((terminal.t_state & TS_OPEN) != 0)
        tty_input(character < 0 ? terminal.t_termios.c_cc[VEOF] : character, &terminal);
}

void console_start(void)
{
    tty_init(&terminal, makedev(CHAR_CONSOLE, 0));
    terminal.t_start = start;
    terminal.t_param = settings;
}

static struct tty *line_of(dev_t device)
{
    return minor(device) == 0 ? &terminal : NULL;
}

int console_open(dev_t device, int flags)
{
    static bool listening;
    int error;

    (void)flags;
    if (line_of(device) == NULL)
        return ENXIO;
    terminal.t_state |= TS_CARRIER;
    error = tty_open(device, &terminal);
    if (error == 0 && !listening) {
        listening = true; /* before, nobody would have heard */
        host_terminal_start(input);
    }
    return error;
}

int console_close(dev_t device, int flags)
{
    (void)device;
    (void)flags;
    return tty_close(&terminal);
}

int console_read(dev_t device, struct uio *uio, int ioflag)
{
    (void)device;
    return tty_read(&terminal, uio, ioflag);
}

int console_write(dev_t device, struct uio *uio, int ioflag)
{
    (void)device;
    return tty_write(&terminal, uio, ioflag);
}

int console_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    (void)device;
    return tty_ioctl(&terminal, request, data, flags);
}

int console_select(dev_t device, enum uio_rw which)
{
    (void)device;
    return tty_select(&terminal, which);
}

struct tty *console_tty(dev_t device)
{
    return line_of(device);
}
