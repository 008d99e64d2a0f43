/*
 * On the way back to a program: signals first, then whose turn it is. Done again until there is
 * nothing left to do with interrupts off, so that none can come in between.
 */
#include "space.h"
#include "switch.h"

static bool signals_wait(const struct proc *p)
{
    return p->p_thread.t_notice || (p->p_sig & ~p->p_sigmask) != 0;
}

bool notice_pending(void)
{
    splhigh();
    return want_resched || signals_wait(current->u_proc);
}

/* The process has had its turn: behind the others of its priority. */
static void yield(struct proc *p)
{
    p->p_pri = p->p_usrpri;
    current->u_ru.ru_nivcsw++;
    run_queue_insert(p);
    swtch();
}

void user_notice(void)
{
    struct proc *p = current->u_proc;
    bool look = true; /* a signal can be pending, unmasked, and still not be for now (vfork) */

    for (;;) {
        splhigh();
        if (p->p_thread.t_notice || (look && signals_wait(p))) {
            p->p_thread.t_notice = false;
            spl0();
            if (signals_pending() != 0)
                signals_deliver();
            else
                look = false;
            continue;
        }
        if (want_resched) {
            yield(p);
            continue;
        }
        break;
    }
    p->p_pri = p->p_usrpri;
    current_priority = p->p_pri;
    user_frame->status |= ST_IM;
}
