/*
 * Threads of control: one of the server's for each process. It is in the personality while it has the
 * master lock, and has it whenever its program does not run and it is not blocked.
 */
#include "server.h"

__thread struct user *current_user;

#define MICROSECONDS_OF_SECOND 1000000

static void begin(void *process)
{
    struct proc *p = process;
    struct thread *t = &p->p_thread;

    host_lock();
    current_user = t->t_user;
    while (!t->t_ready)
        host_thread_wait(t->t_host);
    t->t_ready = false;
    if (t->t_function != NULL)
        t->t_function(t->t_argument);
    serve();
}

/* Everything but the process on the host. EAGAIN, as when the table of processes is full. */
static int make(struct proc *child)
{
    struct thread *t = &child->p_thread;

    bzero(t, sizeof *t);
    t->t_channel = t->t_process = -1;
    t->t_user = kmem_alloc(sizeof *t->t_user);
    bcopy(current, t->t_user, sizeof *t->t_user);
    t->t_user->u_proc = child;
    t->t_host = host_thread_make(begin, child); /* waits for the lock, and to be made ready */
    if (t->t_host != NULL)
        return 0;
    kmem_free(t->t_user);
    return EAGAIN;
}

int thread_fork(struct proc *child, bool lend)
{
    struct registers *r = &child->p_thread.t_registers;
    struct thread at;
    int error;

    /* First the process: a thread that was made in vain could not be taken back. */
    bzero(&child->p_thread, sizeof child->p_thread);
    child->p_thread.t_channel = child->p_thread.t_process = -1;
    if ((error = space_fork(child, lend)) != 0)
        return error;
    at = child->p_thread;
    if ((error = make(child)) != 0) {
        channel_lost(&at);
        channel_close(&at);
        text_detach(at.t_text);
        return error;
    }
    child->p_thread.t_channel = at.t_channel;
    child->p_thread.t_process = at.t_process;
    child->p_thread.t_pid = at.t_pid;
    child->p_thread.t_serial = at.t_serial;
    child->p_thread.t_text = at.t_text;
    child->p_thread.t_data_end = at.t_data_end;
    child->p_thread.t_stack = at.t_stack;
    *r = current->u_proc->p_thread.t_registers;
    r->rax = 0;
    r->rdx = 1;
    r->rflags &= ~(uint64_t)CARRY;
    return 0;
}

int thread_spawn(struct proc *child, void (*function)(void *), void *argument)
{
    int error = make(child);

    if (error != 0)
        return error;
    child->p_thread.t_function = function;
    child->p_thread.t_argument = argument;
    return 0;
}

void thread_adopt(struct proc *p)
{
    struct thread *t = &p->p_thread;

    t->t_channel = t->t_process = -1;
    t->t_user = current;
    t->t_host = host_thread_adopt();
    p->p_usrpri = p->p_pri = PUSER;
}

struct user *thread_user(struct proc *p)
{
    return p->p_thread.t_user;
}

void thread_block(void)
{
    struct thread *t = &current->u_proc->p_thread;

    t->t_ready = false;
    while (!t->t_ready)
        host_thread_wait(t->t_host);
    t->t_ready = false;
}

void thread_ready(struct proc *p)
{
    if (p->p_thread.t_ready)
        panic("process %d is made ready twice", (int)p->p_pid);
    p->p_slptime = 0;
    p->p_thread.t_ready = true;
    host_thread_wake(p->p_thread.t_host);
}

/* The times of its thread are known only as long as that is there. */
void thread_exit(void)
{
    thread_times_note(current->u_proc);
    current_user = NULL;
    host_thread_end();
}

void thread_collect(struct proc *p)
{
    struct thread *t = &p->p_thread;

    host_thread_free(t->t_host);
    kmem_free(t->t_user);
    t->t_host = NULL;
    t->t_user = NULL;
}

/* A program that runs is told by a signal of the host, and comes with a message. */
void thread_notice(struct proc *p)
{
    struct thread *t = &p->p_thread;

    t->t_notice = true;
    if (!t->t_in_program)
        return;
    if ((p->p_sig & sigmask(SIGKILL)) != 0)
        host_process_kill(t->t_process);
    else
        host_process_notice(t->t_process);
}

void thread_renice(struct proc *p)
{
    p->p_usrpri = min(max(PUSER + p->p_nice, PUSER), (int)PRIMASK);
}

void thread_gone(uint64_t serial)
{
    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (p->p_thread.t_serial == serial && !p->p_thread.t_lost) {
            p->p_thread.t_lost = true;
            signal_post(p, SIGKILL); /* ends its sleep, if it does sleep */
            return;
        }
}

void thread_times_note(struct proc *p)
{
    struct thread *t = &p->p_thread;
    int64_t user = t->t_pid != 0 && t->t_process >= 0 ? host_process_time(t->t_pid) : -1;
    int64_t system = t->t_host != NULL && p->p_stat != SZOMB ? host_thread_time(t->t_host) : -1;

    if (user > t->t_user_time)
        t->t_user_time = user;
    if (system > t->t_system_time)
        t->t_system_time = system;
}

static void to_timeval(int64_t microseconds, struct timeval *time)
{
    time->tv_sec = microseconds / MICROSECONDS_OF_SECOND;
    time->tv_usec = microseconds % MICROSECONDS_OF_SECOND;
}

void thread_times(struct proc *p, struct timeval *user, struct timeval *system)
{
    thread_times_note(p);
    to_timeval(p->p_thread.t_user_time, user);
    to_timeval(p->p_thread.t_system_time, system);
}

void thread_start_at(uaddr_t pc, uaddr_t sp)
{
    struct thread *t = &current->u_proc->p_thread;

    bzero(&t->t_registers, sizeof t->t_registers);
    t->t_registers.rip = pc;
    t->t_registers.rsp = sp;
    /* Exec is over, and no vnode is locked: what may have to wait for one can be done. */
    text_detach(t->t_old_text);
    t->t_old_text = NULL;
}
