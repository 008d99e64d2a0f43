/*
 * Reading a terminal. With ICANON a line at a time; else what VMIN and VTIME say:
 *
 *      VMIN  VTIME
 *       m      0    when m characters are there
 *       m      t    then, or when t tenths of a second have passed since the last one, if there is one
 *       0      t    at the first character, or when t tenths have passed
 *       0      0    what is there, at once
 */
#include "tty_local.h"

#include <abi/errno.h>

#define TENTH 100000 /* microseconds */

/* The clock of a read with VTIME. */
struct timer {
    bool runs;
    struct timeval since;
    int characters; /* that were there when it was looked at last */
};

static void timer_begin(struct timer *timer)
{
    timer->runs = true;
    timer->since.tv_sec = time_now.tv_sec;
    timer->since.tv_usec = time_now.tv_usec;
}

/* Microseconds of `whole` that are left. */
static int timer_left(const struct timer *timer, int whole)
{
    return whole - (time_now.tv_sec - timer->since.tv_sec) * 1000000 -
           (time_now.tv_usec - timer->since.tv_usec);
}

/* Without ICANON: are there characters enough, or has time passed? If not, *ticks is how long to
 * wait for more, 0 for as long as it takes. At spltty. */
static bool raw_ready(struct tty *tp, struct timer *timer, int *ticks)
{
    int least = tp->t_termios.c_cc[VMIN], there = tp->t_raw.c_cc;
    int time = tp->t_termios.c_cc[VTIME] * TENTH, left;

    *ticks = 0;
    if (there >= least && (there > 0 || time == 0))
        return true;
    if (time == 0 || (least > 0 && there == 0))
        return false;
    if (!timer->runs || (least > 0 && there > timer->characters)) {
        timer_begin(timer);
        left = time;
    } else
        left = timer_left(timer, time);
    timer->characters = there;
    if (left <= 0)
        return true;
    *ticks = (left + tick - 1) / tick;
    return false;
}

/* Moves what is there to the reader, of a line not more than that. *suspended: it has come to VDSUSP
 * before anything else, so that there is nothing yet to return with. */
static int take(struct tty *tp, struct clist *q, struct uio *uio, bool *suspended)
{
    uint32_t lflag = tp->t_termios.c_lflag;
    bool first = true;
    int error = 0, c;

    *suspended = false;
    while ((c = clist_get(q)) >= 0) {
        if (is_special(tp, VDSUSP, c) && (lflag & (IEXTEN | ISIG)) == (IEXTEN | ISIG)) {
            signal_post_group(tp->t_pgrp, SIGTSTP, true);
            *suspended = first;
            break;
        }
        if ((lflag & ICANON) && is_special(tp, VEOF, c))
            break;
        error = uio_put(c & TTY_CHARMASK, uio);
        if (error != 0 || uio->uio_resid == 0)
            break;
        if ((lflag & ICANON) && ends_line(tp, c))
            break;
        first = false;
    }
    return error;
}

/* Waits until there is input. *q is where, or NULL: there is none, and that is all. */
static int wait_for_input(struct tty *tp, int ioflag, struct clist **q)
{
    struct timer timer = { 0 };
    int error, ticks;

    for (;;) {
        spl_t level = spltty();

        if (tp->t_termios.c_lflag & PENDIN)
            tty_pend(tp);
        if (tty_in_background(current->u_proc, tp)) {
            splx(level);
            error = tty_wait_foreground(tp, SIGTTIN, 0);
            if (error != 0)
                return error;
            continue;
        }
        ticks = 0;
        if (tp->t_termios.c_lflag & ICANON) {
            *q = &tp->t_canq;
            if (tp->t_canq.c_cc > 0) {
                splx(level);
                return 0;
            }
        } else {
            *q = &tp->t_raw;
            if (raw_ready(tp, &timer, &ticks)) {
                splx(level);
                return 0;
            }
        }
        if ((tp->t_state & TS_CARRIER) == 0) {
            *q = NULL; /* the line is gone: that is its end */
            error = 0;
        } else if (ioflag & IO_NODELAY)
            error = EWOULDBLOCK;
        else {
            error = sleep_on(&tp->t_raw, TTIPRI | PCATCH, "ttyin", ticks);
            if (error == 0 || (ticks != 0 && error == EWOULDBLOCK)) {
                splx(level);
                continue;
            }
        }
        splx(level);
        return error;
    }
}

int tty_read(struct tty *tp, struct uio *uio, int ioflag)
{
    struct clist *q;
    bool suspended;
    spl_t level;
    int error;

    if (uio->uio_resid == 0)
        return 0;
    do {
        error = wait_for_input(tp, ioflag, &q);
        if (error != 0 || q == NULL)
            return error;
        error = take(tp, q, uio, &suspended);
        if (suspended && error == 0) {
            /* The signal is for the whole group; here it stops, and then reads on. */
            error = sleep_on(&tp->t_pgrp, TTIPRI | PCATCH, "ttydsusp", hz);
            if (error == EWOULDBLOCK)
                error = 0;
        }
    } while (suspended && error == 0);
    level = spltty();
    tty_unblock_input(tp);
    splx(level);
    return error;
}
