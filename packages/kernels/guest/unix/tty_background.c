/* Job control: only the foreground group of a terminal's session reads, and with TOSTOP writes. */
#include <abi/errno.h>

#include "tty_local.h"

bool tty_controls(const struct proc *p, const struct tty *tp)
{
    return p->p_pgrp->pg_session == tp->t_session && (p->p_flag & P_CONTROLT) != 0;
}

bool tty_in_background(const struct proc *p, const struct tty *tp)
{
    return tty_controls(p, tp) && p->p_pgrp != tp->t_pgrp;
}

int tty_wait_foreground(struct tty *tp, int signal, uint32_t setting)
{
    struct proc *p = current->u_proc;

    /* Settings may be others after each stop. */
    while (tty_in_background(p, tp) && (tp->t_termios.c_lflag & setting) == setting) {
        int error;

        if ((p->p_sigignore & sigmask(signal)) || (p->p_sigmask & sigmask(signal)))
            return signal == SIGTTIN ? EIO : 0;
        if (p->p_flag & P_VFORKED) /* its parent waits for it: it is not to be stopped */
            return signal == SIGTTIN ? EIO : 0;
        if (p->p_pgrp->pg_jobc == 0)
            return EIO; /* nobody could ever continue it */
        signal_post_group(p->p_pgrp, signal, true);
        error = sleep_on(&tp->t_pgrp, TTIPRI | PCATCH, "background", hz);
        if (error != 0 && error != EWOULDBLOCK)
            return error;
    }
    return 0;
}
