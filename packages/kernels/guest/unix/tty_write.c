/*
 * Writing to a terminal. What is written comes in chunks; runs of ordinary characters go into the
 * output queue as they are, the others through tty_output(). A writer waits while the queue is above
 * its high water mark, until it is down to the low one.
 */
#include "tty_local.h"

#include <abi/errno.h>

/* A writer's chunk: what is left of it. */
struct chunk {
    char *at;
    int left;
    char bytes[OUTPUT_CHUNK];
};

/* All of the queues' blocks are in use, of whatever terminal: waits a little. */
static int wait_for_blocks(struct tty *tp)
{
    int error;

    tty_start(tp);
    error = sleep_on(&tp->t_hiwat, TTOPRI | PCATCH, "ttybuf", max(hz / 10, 1));
    return error == EWOULDBLOCK ? 0 : error;
}

static int wait_for_room(struct tty *tp, int ioflag)
{
    spl_t level = spltty();
    int error = 0;

    tty_start(tp);
    if (tp->t_outq.c_cc > tp->t_hiwat) { /* else the device was fast */
        if (ioflag & IO_NODELAY)
            error = EWOULDBLOCK;
        else {
            tp->t_state |= TS_ASLEEP;
            error = sleep_on(&tp->t_outq, TTOPRI | PCATCH, "ttyout", 0);
        }
    }
    splx(level);
    return error;
}

/* Puts a chunk into the queue, as far as the high water mark. False: there were no blocks. */
static bool put_chunk(struct tty *tp, struct chunk *chunk)
{
    while (chunk->left > 0 && tp->t_outq.c_cc <= tp->t_hiwat) {
        int run = chunk->left, missing;

        if (tp->t_termios.c_oflag & OPOST) {
            run -= tty_scan(chunk->at, chunk->left);
            if (run == 0) {
                tp->t_rocount = 0;
                if (tty_output((uint8_t)*chunk->at, tp) >= 0)
                    return false;
                chunk->at++;
                chunk->left--;
                continue;
            }
        }
        tp->t_rocount = 0;
        missing = clist_from_buffer(chunk->at, run, &tp->t_outq);
        run -= missing;
        tp->t_column += run;
        chunk->at += run;
        chunk->left -= run;
        if (missing > 0)
            return false;
    }
    return true;
}

int tty_write(struct tty *tp, struct uio *uio, int ioflag)
{
    struct chunk chunk = { .left = 0 };
    int error = 0;

    while ((uio->uio_resid > 0 || chunk.left > 0) && error == 0) {
        if ((tp->t_state & TS_CARRIER) == 0)
            error = EIO;
        else if ((tp->t_termios.c_lflag & TOSTOP) && tty_in_background(current->u_proc, tp))
            error = tty_wait_foreground(tp, SIGTTOU, TOSTOP);
        if (error != 0)
            break;
        if (tp->t_termios.c_lflag & FLUSHO) {
            uio->uio_resid = 0; /* as if it had gone out */
            return 0;
        }
        if (tp->t_outq.c_cc > tp->t_hiwat) {
            error = wait_for_room(tp, ioflag);
            continue;
        }
        if (chunk.left == 0) {
            int bytes = min(uio->uio_resid, sizeof chunk.bytes);

            chunk.at = chunk.bytes;
            error = uio_move(chunk.bytes, bytes, uio);
            if (error != 0)
                break;
            chunk.left = bytes;
        }
        if (put_chunk(tp, &chunk))
            tty_start(tp);
        else
            error = wait_for_blocks(tp);
    }
    /* What was brought and not put out is not written; the uio's place in memory stays behind it,
     * for the call ends, or is done again from its beginning. */
    uio->uio_resid += chunk.left;
    uio->uio_offset -= chunk.left;
    return error;
}
