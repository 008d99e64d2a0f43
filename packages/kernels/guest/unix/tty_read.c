/*
 * Reading a terminal: a line at a time with ICANON, else when VMIN characters are there or VTIME
 * tenths of a second have passed.
 */
#include <abi/errno.h>

#include "tty_local.h"

#define TENTHS 10

/* Waits for input. 0: look again. */
static int wait_for_input(struct tty *tp, int ioflag, int ticks)
{
    if (!(tp->t_state & TS_CARRIER))
        return EIO;
    if (ioflag & IO_NODELAY)
        return EWOULDBLOCK;
    return sleep_on(&tp->t_raw, TTIPRI | PCATCH, "terminal", ticks);
}

static int read_line(struct tty *tp, struct uio *uio, int ioflag)
{
    int error = 0, c;
    spl_t s = spltty();

    while (tp->t_canq.c_cc == 0) {
        error = tty_wait_foreground(tp, SIGTTIN);
        if (error == 0)
            error = wait_for_input(tp, ioflag, 0);
        if (error != 0) {
            splx(s);
            return error;
        }
    }
    splx(s);
    while (uio->uio_resid > 0 && (c = clist_get(&tp->t_canq)) >= 0) {
        if (is_special(tp, VEOF, c))
            break;
        error = uio_put(c & TTY_CHARMASK, uio);
        if (error != 0 || ends_line(tp, c))
            break;
    }
    return error;
}

static int read_raw(struct tty *tp, struct uio *uio, int ioflag)
{
    int least = tp->t_termios.c_cc[VMIN], tenths = tp->t_termios.c_cc[VTIME];
    int ticks = tenths > 0 ? max(tenths * hz / TENTHS, 1) : 0;
    int error = 0, had = 0;
    spl_t s = spltty();

    clist_concatenate(&tp->t_raw, &tp->t_canq); /* what was a line is before it */
    while (error == 0) {
        int there = tp->t_raw.c_cc + tp->t_canq.c_cc;

        if (there > 0 && (there >= least || (size_t)there >= uio->uio_resid))
            break;
        if (least == 0 && (there > 0 || tenths == 0))
            break;
        /* With VMIN the clock runs between characters only. */
        error = wait_for_input(tp, ioflag, least == 0 || there > 0 ? ticks : 0);
        if (error == EWOULDBLOCK && !(ioflag & IO_NODELAY) &&
            (least == 0 || tp->t_raw.c_cc + tp->t_canq.c_cc == had || had == 0)) {
            error = 0;
            break;
        }
        had = tp->t_raw.c_cc + tp->t_canq.c_cc;
    }
    if (error == EWOULDBLOCK && tp->t_raw.c_cc + tp->t_canq.c_cc > 0)
        error = 0;
    splx(s);
    while (error == 0 && uio->uio_resid > 0) {
        int c = clist_get(&tp->t_canq);

        if (c < 0)
            c = clist_get(&tp->t_raw);
        if (c < 0)
            break;
        error = uio_put(c & TTY_CHARMASK, uio);
    }
    return error;
}

int tty_read(struct tty *tp, struct uio *uio, int ioflag)
{
    spl_t s;
    int error;

    if (uio->uio_resid == 0)
        return 0;
    error = tty_wait_foreground(tp, SIGTTIN);
    if (error != 0)
        return error;
    s = spltty();
    if (tp->t_termios.c_lflag & PENDIN)
        tty_pend(tp);
    splx(s);
    error = tp->t_termios.c_lflag & ICANON ? read_line(tp, uio, ioflag) : read_raw(tp, uio, ioflag);
    s = spltty();
    tty_unblock_input(tp);
    splx(s);
    return error;
}
