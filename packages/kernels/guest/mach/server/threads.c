/*
 * Threads of control: whichever worker has received a process's call acts for it, with its struct user.
 * It is in the personality while it holds the master lock. Blocked, it waits at the process's
 * condition, and lets go of the lock.
 */
#include "server.h"

#include <mach/notify.h>

#define FORK_PAGES 32 /* that a child and its parent write, and so have a copy of each */

/* All but memory and program. EAGAIN, as when the table of processes is full. */
static int make(struct proc *child)
{
    struct thread *t = &child->p_thread;

    bzero(t, sizeof *t);
    t->t_request = server_port_make();
    if (t->t_request == MACH_PORT_NULL)
        return EAGAIN;
    if (!process_port_enter(t->t_request, child)) {
        server_port_free(t->t_request);
        return EAGAIN;
    }
    t->t_fresh = true;
    t->t_user = kmem_alloc(sizeof *t->t_user);
    bcopy(current, t->t_user, sizeof *t->t_user);
    t->t_user->u_proc = child;
    return 0;
}

static void unmake(struct proc *child)
{
    struct thread *t = &child->p_thread;

    process_port_remove(t->t_request);
    server_port_free(t->t_request);
    kmem_free(t->t_user);
}

/* The process's exceptions come to its port, and the news of its task's end; it finds the port as its
 * bootstrap port. */
static kern_return_t ports_set(struct thread *t)
{
    mach_port_t send = t->t_request, before;
    kern_return_t result;

    result = mach_port_insert_right(mach_task_self(), send, send, MACH_MSG_TYPE_MAKE_SEND);
    if (result == KERN_SUCCESS)
        result = task_set_special_port(t->t_task, TASK_EXCEPTION_PORT, send);
    if (result == KERN_SUCCESS)
        result = task_set_special_port(t->t_task, TASK_BOOTSTRAP_PORT, send);
    if (result == KERN_SUCCESS)
        result = mach_port_request_notification(mach_task_self(), t->t_task, MACH_NOTIFY_DEAD_NAME, TRUE,
                                                send, MACH_MSG_TYPE_MAKE_SEND_ONCE, &before);
    return result;
}

/* A task and its thread, which does not run. `parent`: whose memory it has a copy of. */
static int task_make(struct thread *t, mach_port_t parent, bool inherit)
{
    if (task_create(parent, inherit, &t->t_task) != KERN_SUCCESS)
        return EAGAIN;
    if (ports_set(t) == KERN_SUCCESS && thread_create(t->t_task, &t->t_thread) == KERN_SUCCESS)
        return 0;
    (void)task_terminate(t->t_task);
    (void)mach_port_destroy(mach_task_self(), t->t_task);
    t->t_task = MACH_PORT_NULL;
    return EAGAIN;
}

void task_end(const struct thread *t)
{
    (void)task_terminate(t->t_task);
    (void)mach_port_deallocate(mach_task_self(), t->t_thread);
    (void)mach_port_destroy(mach_task_self(), t->t_task); /* its dead name, too */
}

/* A task that nobody has rights to but the server, in place of the process's; it has no memory, and its
 * thread does not run. Who waited in the old one for an answer is gone. */
int task_renew(struct proc *p)
{
    struct thread *t = &p->p_thread, old = *t;
    int error;

    thread_times(p, &t->t_user_time, &t->t_system_time);
    if ((error = task_make(t, mach_task_self(), false)) != 0) {
        t->t_task = old.t_task;
        t->t_thread = old.t_thread;
        return ENOMEM;
    }
    task_end(&old);
    t->t_emulator = false;
    t->t_renewed = true;
    return 0;
}

/* The child's program goes on where the library has said that it does: t_start_pc of the parent. A
 * child of vfork has a copy, too; what it does to its memory is not the parent's. */
int thread_fork(struct proc *child, bool lend)
{
    struct thread *parent = &current->u_proc->p_thread, *t = &child->p_thread;
    bsd_registers_t registers;
    int error;

    (void)lend;
    if (!memory_for(FORK_PAGES))
        return ENOMEM;
    if ((error = make(child)) != 0)
        return error;
    if ((error = task_make(t, parent->t_task, true)) != 0) {
        unmake(child);
        return error;
    }
    t->t_emulator = true;
    t->t_text = parent->t_text;
    t->t_stack_bytes = parent->t_stack_bytes;
    pager_share(t->t_text);
    bzero(registers, sizeof registers);
    registers[BSD_PC] = parent->t_start_pc;
    registers[29] = parent->t_start_sp;
    if (!registers_set(t->t_thread, registers))
        panic("registers of process %d cannot be set", (int)child->p_pid);
    return 0;
}

int thread_spawn(struct proc *child, void (*function)(void *), void *argument)
{
    int error = make(child);

    if (error == 0)
        error = task_make(&child->p_thread, mach_task_self(), false);
    child->p_thread.t_function = function;
    child->p_thread.t_argument = argument;
    return error;
}

void thread_adopt(struct proc *p)
{
    p->p_thread.t_user = current;
    p->p_thread.t_server = cthread_self();
    p->p_usrpri = p->p_pri = PUSER;
}

struct user *thread_user(struct proc *p)
{
    return p->p_thread.t_user;
}

void thread_block(void)
{
    struct user *own = current;
    struct thread *t = &own->u_proc->p_thread;

    t->t_ready = false;
    worker_blocks();
    while (!t->t_ready)
        condition_wait(&t->t_wait, &master);
    worker_goes_on();
    t->t_ready = false;
    current = own;
}

bool thread_begin(struct thread *t)
{
    bzero(t->t_registers, sizeof t->t_registers);
    t->t_registers[BSD_PC] = emulator.begin;
    t->t_registers[4] = t->t_start_pc;
    t->t_registers[5] = t->t_start_sp;
    return registers_set(t->t_thread, t->t_registers) && thread_resume(t->t_thread) == KERN_SUCCESS;
}

/* The first process begins with a function of the personality's; then its program does. */
static void begin(struct proc *p)
{
    struct thread *t = &p->p_thread;

    t->t_function(t->t_argument);
    if (!thread_begin(t))
        panic("process %d does not begin", (int)p->p_pid);
}

void thread_ready(struct proc *p)
{
    struct thread *t = &p->p_thread;

    p->p_slptime = 0;
    if (t->t_fresh) {
        t->t_fresh = false;
        if (t->t_function != NULL)
            (void)worker_act(p, begin);
        else if (thread_resume(t->t_thread) != KERN_SUCCESS)
            panic("process %d does not begin", (int)p->p_pid);
        return;
    }
    if (t->t_ready)
        panic("process %d is made ready twice", (int)p->p_pid);
    t->t_ready = true;
    condition_signal(&t->t_wait);
}

/* Children have another parent now: those whose library has said who it was ask again. */
static void parents_told(void)
{
    for (struct proc *p = proc_list; p != NULL; p = p->p_next)
        if (p->p_thread.t_parent_told != 0 && p->p_thread.t_parent_told != p->p_pptr->p_pid) {
            p->p_thread.t_parent_told = 0;
            thread_notice(p);
        }
}

/* space_free() has ended the task: nobody waits for an answer. */
void thread_exit(void)
{
    struct thread *t = &current->u_proc->p_thread;

    parents_told();

    t->t_server = NULL;
    process_port_remove(t->t_request);
    server_port_free(t->t_request);
    t->t_request = MACH_PORT_NULL;
    worker_abandon();
}

void thread_collect(struct proc *p)
{
    kmem_free(p->p_thread.t_user);
    p->p_thread.t_user = NULL;
}

void thread_renice(struct proc *p)
{
    p->p_usrpri = min(max(PUSER + p->p_nice, PUSER), (int)PRIMASK);
}

void thread_start_at(uaddr_t pc, uaddr_t sp)
{
    struct thread *t = &current->u_proc->p_thread;

    t->t_start_pc = pc;
    t->t_start_sp = sp;
}
