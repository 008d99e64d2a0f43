/* Who waits for a terminal: readers for input, writers for room, and everyone for output to be out. */
#include <abi/errno.h>

#include "tty_local.h"

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

int tty_wait(struct tty *tp)
{
    spl_t s = spltty();
    int error = 0;

    while ((tp->t_outq.c_cc > 0 || (tp->t_state & TS_BUSY)) && (tp->t_state & TS_CARRIER) &&
           error == 0) {
        tty_start(tp);
        if (tp->t_outq.c_cc == 0 && !(tp->t_state & TS_BUSY))
            break;
        tp->t_state |= TS_ASLEEP;
        /* The driver wakes at the low water mark; the rest is a matter of ticks. */
        error = sleep_on(&tp->t_outq, TTOPRI | PCATCH, "drain", max(hz / 50, 1));
        if (error == EWOULDBLOCK)
            error = 0;
    }
    splx(s);
    return error;
}

void tty_flush(struct tty *tp, int flags)
{
    spl_t s = spltty();

    if (flags & FREAD) {
        clist_flush(&tp->t_canq);
        clist_flush(&tp->t_raw);
        tp->t_rocount = tp->t_rocol = 0;
        tp->t_state &= ~(uint32_t)(TS_LNEXT | TS_ERASE | TS_TYPEN);
        tty_unblock_input(tp);
        tty_wakeup(tp);
    }
    if (flags & FWRITE) {
        tp->t_state &= ~(uint32_t)TS_STOPPED;
        if (tp->t_stop != NULL)
            tp->t_stop(tp);
        clist_flush(&tp->t_outq);
        tty_started(tp);
    }
    splx(s);
}

void tty_block_input(struct tty *tp)
{
    if ((tp->t_termios.c_iflag & IXOFF) && !(tp->t_state & TS_TBLOCK) &&
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
        tp->t_state &= ~(uint32_t)TS_TBLOCK;
        tty_start(tp);
    }
}

int tty_readable(struct tty *tp)
{
    int bytes = tp->t_canq.c_cc;

    if (tp->t_termios.c_lflag & PENDIN)
        tty_pend(tp);
    bytes = tp->t_canq.c_cc;
    if (!(tp->t_termios.c_lflag & ICANON)) {
        bytes += tp->t_raw.c_cc;
        if (bytes < tp->t_termios.c_cc[VMIN])
            bytes = 0;
    }
    return bytes;
}

int tty_select(struct tty *tp, enum uio_rw which)
{
    spl_t s = spltty();
    int ready;

    if (!(tp->t_state & TS_CARRIER))
        ready = 1;
    else if (which == UIO_READ) {
        ready = tty_readable(tp) > 0;
        if (!ready && select_record(&tp->t_rsel))
            tp->t_state |= TS_RCOLL;
    } else {
        ready = tp->t_outq.c_cc <= tp->t_lowat;
        if (!ready && select_record(&tp->t_wsel))
            tp->t_state |= TS_WCOLL;
    }
    splx(s);
    return ready;
}
