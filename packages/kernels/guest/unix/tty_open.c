/* Terminals opened and closed; their settings when nobody has said otherwise. */
#include <abi/errno.h>

#include "tty_local.h"

#define SPEED 9600
#define TTMAXHIWAT 2048
#define TTMINHIWAT 100

static const struct termios DEFAULTS = {
    .c_iflag = BRKINT | ICRNL | IXON | IMAXBEL,
    .c_oflag = OPOST | ONLCR | OXTABS,
    .c_cflag = CS8 | CREAD | HUPCL,
    .c_lflag = ECHO | ECHOE | ECHOK | ECHOKE | ECHOCTL | ISIG | ICANON | IEXTEN,
    .c_cc = {
        [VEOF] = CTRL('d'), [VEOL] = CC_DISABLED, [VEOL2] = CC_DISABLED, [VERASE] = DELETE,
        [VWERASE] = CTRL('w'), [VKILL] = CTRL('u'), [VREPRINT] = CTRL('r'), [VINTR] = CTRL('c'),
        [VQUIT] = 0x1c, [VSUSP] = CTRL('z'), [VDSUSP] = CTRL('y'), [VSTART] = CTRL('q'),
        [VSTOP] = CTRL('s'), [VLNEXT] = CTRL('v'), [VDISCARD] = CTRL('o'), [VMIN] = 1, [VTIME] = 0,
    },
    .c_ispeed = SPEED,
    .c_ospeed = SPEED,
};

/* Writers wait while so much is to be sent as takes a second. */
void tty_set_water(struct tty *tp)
{
    int bytes = tp->t_termios.c_ospeed / 10;

    tp->t_lowat = min(max(bytes / 2, TTMINHIWAT / 2), TTMAXHIWAT / 2);
    tp->t_hiwat = min(max(bytes + tp->t_lowat, TTMINHIWAT), TTMAXHIWAT);
}

void tty_defaults(struct tty *tp)
{
    tp->t_termios = DEFAULTS;
    tty_set_water(tp);
}

void tty_init(struct tty *tp, dev_t device)
{
    bzero(tp, sizeof *tp);
    tp->t_dev = device;
    tty_defaults(tp);
}

int tty_open(dev_t device, struct tty *tp)
{
    spl_t s = spltty();

    tp->t_dev = device;
    if (!(tp->t_state & TS_OPEN)) {
        tp->t_state |= TS_OPEN;
        tp->t_column = 0;
        tp->t_state &= ~(uint32_t)(TS_ERASE | TS_LNEXT | TS_STOPPED);
        bzero(&tp->t_winsize, sizeof tp->t_winsize);
    }
    splx(s);
    return 0;
}

int tty_close(struct tty *tp)
{
    (void)tty_wait(tp);
    tty_flush(tp, FREAD);
    tp->t_state &= TS_CARRIER;
    tp->t_pgrp = NULL;
    tp->t_session = NULL;
    return 0;
}
