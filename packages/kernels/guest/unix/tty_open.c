/* Terminals opened and closed; their settings when nobody has said otherwise. */
#include <abi/errno.h>

#include "tty_local.h"

#define SPEED 9600
#define BITS_OF_CHARACTER 10
/* Bounds of the water marks, in characters */
#define LEAST_HIGH 100
#define MOST_HIGH 2048
#define LEAST_LOW 32
#define MOST_LOW 256

static const struct termios DEFAULTS = {
    .c_iflag = BRKINT | ICRNL | IXON | IXANY | IMAXBEL,
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

static int within(int least, int value, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* Writers go on when half a second's output is left, and wait when a second's is there besides. */
void tty_set_water(struct tty *tp)
{
    int second = tp->t_termios.c_ospeed / BITS_OF_CHARACTER;

    tp->t_lowat = within(LEAST_LOW, second / 2, MOST_LOW);
    tp->t_hiwat = within(LEAST_HIGH, tp->t_lowat + second, MOST_HIGH);
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
    spl_t level = spltty();

    tp->t_dev = device;
    if ((tp->t_state & TS_OPEN) == 0) {
        tp->t_state = TS_OPEN | (tp->t_state & (TS_CARRIER | TS_BUSY | TS_FLUSH));
        tp->t_column = 0;
        bzero(&tp->t_winsize, sizeof tp->t_winsize);
    }
    splx(level);
    return 0;
}

/* The last one has closed it: what is written goes out, if no signal comes first; a session has no
 * terminal any more. */
int tty_close(struct tty *tp)
{
    (void)tty_wait(tp);
    tty_flush(tp, FREAD | FWRITE);
    if (tp->t_session != NULL && tp->t_session->s_tty == tp)
        tp->t_session->s_tty = NULL;
    tp->t_session = NULL;
    tp->t_pgrp = NULL;
    tp->t_termios.c_lflag &= ~(FLUSHO | PENDIN);
    tp->t_state &= TS_CARRIER | TS_BUSY | TS_FLUSH; /* the device may be sending its last */
    return 0;
}
