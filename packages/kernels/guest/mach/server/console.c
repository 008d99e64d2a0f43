/*
 * The console: a terminal of the personality's on the kernel's console device. A thread waits for what
 * is typed; what is written goes to the kernel a piece at a time, whose answer brings the next one.
 */
#include <unix/tty.h>

#include "server.h"

#include <mach/device.h>
#include <mach/device_request_user.h>

#define LINE_BYTES 128 /* that a message takes without a page of its own */

static struct tty terminal;
static mach_port_t line_port;

mach_port_t console_port(void)
{
    return line_port;
}

/* Under way to the kernel. */
static char line[LINE_BYTES];
static int line_from, line_end;
static mach_port_t line_answers;

static void start(struct tty *tp)
{
    if ((tp->t_state & (TS_STOPPED | TS_BUSY)) != 0)
        return;
    if (line_from == line_end) {
        line_from = 0;
        line_end = clist_to_buffer(&tp->t_outq, line, sizeof line);
    }
    if (line_from < line_end &&
        device_write_request_inband(line_port, line_answers, 0, 0, line + line_from, line_end - line_from) ==
            KERN_SUCCESS)
        tp->t_state |= TS_BUSY;
    tty_started(tp);
}

void console_written(mach_port_t answers, kern_return_t result, int bytes)
{
    enter_personality();
    if (answers == line_answers && (terminal.t_state & TS_BUSY) != 0) {
        line_from = result == KERN_SUCCESS ? min(line_from + bytes, line_end) : line_end;
        terminal.t_state &= ~TS_BUSY;
        start(&terminal);
    }
    leave_personality();
}

static int settings(struct tty *tp, const struct termios *termios)
{
    tp->t_termios = *termios;
    return 0;
}

static void *listen(void *argument)
{
    (void)argument;
    for (;;) {
        char typed[LINE_BYTES];
        mach_msg_type_number_t bytes = sizeof typed;

        if (device_read_inband(line_port, 0, 0, sizeof typed, typed, &bytes) != KERN_SUCCESS)
            break;
        enter_personality();
        for (unsigned i = 0; i < bytes; i++)
            if ((terminal.t_state & TS_OPEN) != 0)
                tty_input((uint8_t)typed[i], &terminal);
        leave_personality();
    }
    return NULL;
}

void console_start(void)
{
    if (device_open(device_master, D_READ | D_WRITE, "console", &line_port) != KERN_SUCCESS)
        machine_halt();
    tty_init(&terminal, makedev(CHAR_CONSOLE, 0));
    terminal.t_start = start;
    terminal.t_param = settings;
}

void console_answers(void)
{
    line_answers = server_port_make();
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
        if (cthread_fork(listen, NULL) == NULL)
            return ENOMEM;
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
