/* Who waits for a terminal: readers for input, writers for room, and everyone for output to be out. */
#include "tty_local.h"

#include <abi/errno.h>

void tty_wakeup(struct tty *tp)
{
    if (tp->t_rsel != NULL) {
        struct proc *p = tp->t_rsel;
        bool collision = (tp->t_state & TS_RCOLL) != 0;

        tp->t_rsel = NULL;
        tp->t_state &= ~TS_RCOLL;
        select_wakeup(p, collision);
    }
    wakeup(&tp->t_raw);
}

/* Has output, queued or in the device, somewhere to go? */
static bool draining(const struct tty *tp)
{
    return (tp->t_outq.c_cc > 0 || (tp->t_state & TS_BUSY)) && (tp->t_state & TS_CARRIER);
}

int tty_wait(struct tty *tp)
{
    spl_t level = spltty();
    int error = 0;

    while (draining(tp) && error == 0) {
        tty_start(tp);
        if (!draining(tp))
            break;
        tp->t_state |= TS_ASLEEP; /* the driver wakes whenever it has sent something, and is below */
        error = sleep_on(&tp->t_outq, TTOPRI | PCATCH, "ttywait", 0);
    }
    splx(level);
    return error;
}

void tty_flush(struct tty *tp, int flags)
{
    spl_t level = spltty();

    if (flags & FREAD) {
        clist_flush(&tp->t_canq);
        clist_flush(&tp->t_raw);
        tp->t_rocount = 0;
        tp->t_rocol = 0;
        tp->t_state &= ~(TS_LNEXT | TS_ERASE);
        tty_unblock_input(tp);
        tty_wakeup(tp);
    }
    if (flags & FWRITE) {
        tp->t_state &= ~TS_STOPPED;
        if (tp->t_stop != NULL)
            tp->t_stop(tp);
        clist_flush(&tp->t_outq);
        tty_started(tp);
    }
    splx(level);
}

void tty_block_input(struct tty *tp)
{
    if ((tp->t_termios.c_iflag & IXOFF) && (tp->t_state & TS_TBLOCK) == 0 &&
        tp->t_termios.c_cc[VSTOP] != CC_DISABLED &&
        clist_put(tp->t_termios.c_cc[VSTOP], &tp->t_outq) == 0) {
        tp->t_state |= TS_TBLOCK;
        tty_start(tp);
    }
}

void tty_unblock_input(struct tty *tp)
{
    if ((tp->t_state & TS_TBLOCK) && tp->t_raw.c_cc + tp->t_canq.c_cc < TTYHOG / 5 &&
        tp->t_termios.c_cc[VSTART] != CC_DISABLED &&
        clist_put(tp->t_termios.c_cc[VSTART], &tp->t_outq) == 0) {
        tp->t_state &= ~TS_TBLOCK;
        tty_start(tp);
    }
}

int tty_readable(struct tty *tp)
{
    const uint8_t *cc = tp->t_termios.c_cc;
    int bytes;

    if (tp->t_termios.c_lflag & PENDIN)
        tty_pend(tp);
    bytes = tp->t_canq.c_cc;
    if ((tp->t_termios.c_lflag & ICANON) == 0) {
        bytes += tp->t_raw.c_cc;
        if (bytes < cc[VMIN] && cc[VTIME] == 0)
            bytes = 0;
    }
    return bytes;
}

int tty_select(struct tty *tp, enum uio_rw which)
{
    spl_t level = spltty();
    bool ready;

    if ((tp->t_state & TS_CARRIER) == 0)
        ready = true;
    else if (which == UIO_READ) {
        ready = tty_readable(tp) > 0;
        if (!ready && select_record(&tp->t_rsel))
            tp->t_state |= TS_RCOLL;
    } else {
        ready = tp->t_outq.c_cc <= tp->t_lowat;
        if (!ready && select_record(&tp->t_wsel))
            tp->t_state |= TS_WCOLL;
    }
    splx(level);
    return ready;
}
