/* ioctl of terminals: settings, groups, queues. What changes a terminal waits for the foreground. */
#include <abi/errno.h>

#include "tty_local.h"

/* May a process change the terminal from the background? It is stopped first. */
static bool changes(uint32_t request)
{
    switch (request) {
    case TIOCSETA:
    case TIOCSETAW:
    case TIOCSETAF:
    case TIOCFLUSH:
    case TIOCSPGRP:
    case TIOCSTI:
    case TIOCSWINSZ:
        return true;
    }
    return false;
}

/* Editing has begun or ended: what is typed already is looked at again, or is input as it is. */
static void change_mode(struct tty *tp, bool editing)
{
    if (editing)
        tp->t_termios.c_lflag |= PENDIN;
    else {
        struct clist line = tp->t_raw;

        clist_concatenate(&line, &tp->t_canq);
        tp->t_raw = tp->t_canq;
        bzero(&tp->t_canq, sizeof tp->t_canq);
        tp->t_termios.c_lflag &= ~PENDIN;
    }
    tty_wakeup(tp);
}

static int set(struct tty *tp, uint32_t request, const struct termios *settings)
{
    spl_t level = spltty();
    uint32_t before;
    int error = 0;

    if (request == TIOCSETAW || request == TIOCSETAF)
        error = tty_wait(tp);
    if (error == 0 && request == TIOCSETAF)
        tty_flush(tp, FREAD);
    if (error == 0 && tp->t_param != NULL)
        error = tp->t_param(tp, settings);
    if (error != 0) {
        splx(level);
        return error;
    }
    before = tp->t_termios.c_lflag;
    tp->t_termios = *settings;
    tp->t_termios.c_lflag = (settings->c_lflag & ~PENDIN) | (before & PENDIN);
    tty_set_water(tp);
    if (request != TIOCSETAF && ((before ^ settings->c_lflag) & ICANON))
        change_mode(tp, (settings->c_lflag & ICANON) != 0);
    splx(level);
    return 0;
}

static int set_group(struct tty *tp, pid_t id)
{
    struct proc *p = current->u_proc;
    struct pgrp *group = pgrp_find(id);

    if (!tty_controls(p, tp))
        return ENOTTY;
    if (group == NULL || group->pg_session != p->p_pgrp->pg_session)
        return EPERM;
    tp->t_pgrp = group;
    wakeup(&tp->t_pgrp);
    return 0;
}

/* The terminal becomes that of the current process's session, which it leads. */
static int take_terminal(struct tty *tp)
{
    struct proc *p = current->u_proc;
    struct session *session = p->p_pgrp->pg_session;

    if (session->s_leader != p || ((session->s_tty != NULL || tp->t_session != NULL) &&
                                   tp->t_session != session))
        return EPERM;
    tp->t_session = session;
    tp->t_pgrp = p->p_pgrp;
    session->s_tty = tp;
    p->p_flag |= P_CONTROLT;
    return 0;
}

static int leave_terminal(struct tty *tp)
{
    struct proc *p = current->u_proc;

    if (!tty_controls(p, tp))
        return ENOTTY;
    if (p->p_pgrp->pg_session->s_leader == p) {
        tp->t_session->s_tty = NULL;
        tp->t_session = NULL;
        tp->t_pgrp = NULL;
    }
    p->p_flag &= ~(uint32_t)P_CONTROLT;
    return 0;
}

int tty_ioctl(struct tty *tp, uint32_t request, void *data, int flags)
{
    struct proc *p = current->u_proc;
    spl_t s;
    int error;

    if (changes(request) && tty_in_background(p, tp) && !(p->p_flag & P_VFORKED)) {
        error = tty_wait_foreground(tp, SIGTTOU, 0);
        if (error != 0)
            return error;
    }
    switch (request) {
    case TIOCGETA:
        *(struct termios *)data = tp->t_termios;
        return 0;
    case TIOCSETA:
    case TIOCSETAW:
    case TIOCSETAF:
        return set(tp, request, data);
    case TIOCDRAIN:
        return tty_wait(tp);
    case TIOCFLUSH: {
        int which = *(int32_t *)data;

        if (which < 0 || which > 3)
            return EINVAL;
        tty_flush(tp, which == 0 ? FREAD | FWRITE : ((which & 1 ? FREAD : 0) | (which & 2 ? FWRITE : 0)));
        return 0;
    }
    case TIOCSTI:
        if (current->u_cred->cr_uid != 0 && (!(flags & FREAD) || !tty_controls(p, tp)))
            return !(flags & FREAD) ? EPERM : EACCES;
        s = spltty();
        tty_input(*(uint8_t *)data, tp);
        splx(s);
        return 0;
    case TIOCOUTQ:
        *(int32_t *)data = tp->t_outq.c_cc;
        return 0;
    case FIONREAD:
        s = spltty();
        *(int32_t *)data = tty_readable(tp);
        splx(s);
        return 0;
    case FIONBIO:
        return 0;
    case TIOCGPGRP:
        if (!tty_controls(p, tp))
            return ENOTTY;
        *(int32_t *)data = tp->t_pgrp != NULL ? tp->t_pgrp->pg_id : 0;
        return 0;
    case TIOCSPGRP:
        return set_group(tp, *(int32_t *)data);
    case TIOCGWINSZ:
        *(struct winsize *)data = tp->t_winsize;
        return 0;
    case TIOCSWINSZ:
        if (bcmp(&tp->t_winsize, data, sizeof tp->t_winsize) != 0) {
            tp->t_winsize = *(struct winsize *)data;
            if (tp->t_pgrp != NULL)
                signal_post_group(tp->t_pgrp, SIGWINCH, true);
        }
        return 0;
    case TIOCSCTTY:
        return take_terminal(tp);
    case TIOCNOTTY:
        return leave_terminal(tp);
    }
    return ENOTTY;
}
