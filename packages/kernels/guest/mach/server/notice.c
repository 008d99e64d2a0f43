/*
 * Signals for programs that run: the thread is stopped, and if it is in its program, not in the
 * library, it is made to call the library's notice, with its registers kept here. Who cannot be
 * reached is tried again at the next tick; who is in the library comes by itself, as a rule. Who is
 * killed is not asked, for the library may be anything by now.
 */
#include "server.h"

#include <abi/acct.h>
#include <abi/wait.h>

static int missed; /* processes that are to be tried again */

static bool in_library(const int *registers)
{
    uint32_t pc = registers[BSD_PC];

    return pc >= EMULATOR_TEXT && pc < EMULATOR_DATA;
}

static bool interrupt(struct proc *p)
{
    struct thread *t = &p->p_thread;
    bsd_registers_t registers;
    bool reached = false;

    if (thread_suspend(t->t_thread) != KERN_SUCCESS)
        return true; /* it is gone */
    if (registers_get(t->t_thread, registers) && !in_library(registers)) {
        bcopy(registers, t->t_registers, sizeof registers);
        registers[BSD_PC] = emulator.notice;
        t->t_interrupted = registers_set(t->t_thread, registers);
        reached = t->t_interrupted;
    }
    (void)thread_resume(t->t_thread);
    return reached;
}

/* Its program runs, or could. */
static bool is_out(const struct proc *p)
{
    const struct thread *t = &p->p_thread;

    return !t->t_fresh && t->t_thread != MACH_PORT_NULL && t->t_server == NULL;
}

static bool reachable(const struct proc *p)
{
    return is_out(p) && !p->p_thread.t_interrupted;
}

void process_kill(void)
{
    current->u_acflag |= AXSIG;
    process_exit(W_EXITCODE(0, SIGKILL));
}

static void kill_current(struct proc *p)
{
    (void)p;
    process_kill();
}

void kill_outright(struct proc *p)
{
    if (!worker_act(p, kill_current)) {
        missed++; /* the next time */
        clock_poke();
    }
}

void notice_later(struct proc *p)
{
    if ((p->p_sig & ~p->p_sigmask) == 0)
        return;
    p->p_thread.t_notice = true;
    missed++;
    clock_poke();
}

void task_died(mach_port_t request, mach_port_t task)
{
    struct proc *p;

    enter_personality();
    p = process_of_port(request);
    if (p != NULL && p->p_thread.t_thread != MACH_PORT_NULL && p->p_thread.t_task == task) {
        p->p_thread.t_dead = true;
        if (is_out(p))
            kill_outright(p);
        else
            signal_post(p, SIGKILL); /* so that its call ends */
    }
    leave_personality();
}

void thread_notice(struct proc *p)
{
    p->p_thread.t_notice = true;
    if ((p->p_sig & sigmask(SIGKILL)) != 0 && is_out(p)) {
        kill_outright(p);
        return;
    }
    if (!reachable(p))
        return; /* its call ends with a look for signals */
    if (!interrupt(p)) {
        missed++;
        clock_poke();
    }
}

void notices_again(void)
{
    if (missed == 0)
        return;
    missed = 0;
    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (is_out(p) && (p->p_thread.t_dead || (p->p_sig & sigmask(SIGKILL)) != 0))
            kill_outright(p);
        else if (p->p_thread.t_notice && reachable(p) && !interrupt(p))
            missed++;
}

bool notices_missed(void)
{
    return missed > 0;
}
