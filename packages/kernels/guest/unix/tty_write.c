/*
 * Writing to a terminal: what is written comes in chunks, of which runs of ordinary characters go
 * into the output queue as they are. A writer waits while the queue is above its high water mark.
 */
#include <abi/errno.h>

#include "tty_local.h"

/* Waits until there is room. */
static int wait_for_room(struct tty *tp, int ioflag)
{
    spl_t s = spltty();
    int error = 0;

    tty_start(tp);
    if (tp->t_outq.c_cc > tp->t_hiwat) {
        if (ioflag & IO_NODELAY)
            error = EWOULDBLOCK;
        else {
            tp->t_state |= TS_ASLEEP;
            error = sleep_on(&tp->t_outq, TTOPRI | PCATCH, "terminal", 0);
        }
    }
    splx(s);
    return error;
}

/* Room for characters has run out, not for want of the terminal's: waits a little. */
static int wait_for_blocks(struct tty *tp)
{
    int error;

    tty_start(tp);
    error = sleep_on(&tp->t_hiwat, TTOPRI | PCATCH, "characters", max(hz / 10, 1));
    return error == EWOULDBLOCK ? 0 : error;
}

/* Puts a chunk into the queue; how much of it is left. */
static int put_chunk(struct tty *tp, const char *at, int bytes)
{
    bool processed = (tp->t_termios.c_oflag & OPOST) != 0;

    while (bytes > 0) {
        int run = processed ? bytes - tty_scan(at, bytes) : bytes, left;

        if (run == 0) {
            tp->t_rocount = 0;
            if (tty_output((uint8_t)*at, tp) >= 0)
                return bytes;
            at++;
            bytes--;
            if (tp->t_outq.c_cc > tp->t_hiwat)
                return bytes;
            continue;
        }
        tp->t_rocount = 0;
        left = clist_from_buffer(at, run, &tp->t_outq);
        tp->t_column += run - left;
        at += run - left;
        bytes -= run - left;
        if (left > 0 || tp->t_outq.c_cc > tp->t_hiwat)
            return bytes;
    }
    return 0;
}

int tty_write(struct tty *tp, struct uio *uio, int ioflag)
{
    char chunk[OUTPUT_CHUNK];
    int error = 0, left = 0, at = 0;
    size_t asked = uio->uio_resid;

    while ((uio->uio_resid > 0 || left > 0) && error == 0) {
        if (!(tp->t_state & TS_CARRIER)) {
            error = EIO;
            break;
        }
        if ((tp->t_termios.c_lflag & TOSTOP) && (error = tty_wait_foreground(tp, SIGTTOU)) != 0)
            break;
        if (tp->t_outq.c_cc > tp->t_hiwat) {
            error = wait_for_room(tp, ioflag);
            continue;
        }
        if (left == 0) {
            at = 0;
            left = (int)min(uio->uio_resid, sizeof chunk);
            error = uio_move(chunk, (size_t)left, uio);
            if (error != 0)
                break;
        }
        if (tp->t_termios.c_lflag & FLUSHO) {
            left = 0;
            continue;
        }
        {
            spl_t s = spltty();
            int before = left;

            left = put_chunk(tp, chunk + at, left);
            at += before - left;
            splx(s);
            if (left == before && tp->t_outq.c_cc <= tp->t_hiwat)
                error = wait_for_blocks(tp);
        }
        tty_start(tp);
    }
    tty_start(tp);
    /* What was brought in and could not be put out has not been written. */
    uio->uio_resid += (size_t)left;
    uio->uio_offset -= left;
    if (error == EWOULDBLOCK && uio->uio_resid < asked)
        error = 0;
    return error;
}
