/*
 * A thread is its u-area: struct user, kernel stack, pcb and the frame of its program's registers. The
 * one that runs has it at U_AREA; another's is reached through kseg0, by its frames.
 */
#include <unix/kernel.h>

#include "layout.h"
#include "space.h"
#include "statistics.h"
#include "switch.h"

#define AREA_WORD(frame) ((frame) << PAGE_SHIFT | LO_V | LO_D | LO_G)
#define MICROSECONDS 1000000

/* The word behind struct user: the kernel stack must not have come down to it. */
#define STACK_GUARD 0x57a6b0da
#define stack_guard(area) (*(volatile uint32_t *)((area) + 1))

extern void fork_return(void);
extern char first_u_area[];

/* The byte of a u-area that is at `address` while its thread runs. */
static void *area_at(const struct thread *t, uintptr_t address)
{
    uintptr_t offset = address - U_AREA;

    return (char *)frame_address(PTE_FRAME(t->t_area[offset / PAGE_SIZE])) + offset % PAGE_SIZE;
}

struct user *thread_user(struct proc *p)
{
    return area_at(&p->p_thread, U_AREA);
}

void thread_adopt(struct proc *p)
{
    struct thread *t = &p->p_thread;

    for (int i = 0; i < U_PAGES; i++)
        t->t_area[i] = AREA_WORD(frame_of(first_u_area) + i);
    t->t_id = space_new_id();
    space_current(t);
    stack_guard(current) = STACK_GUARD;
    p->p_usrpri = p->p_pri = PUSER;
    scheduler_start();
}

/* A u-area for `child` with a copy of the current struct user, and a pcb by which its thread begins
 * in fork_return, on an empty stack. */
static int area_create(struct proc *child)
{
    struct thread *t = &child->p_thread;
    struct pcb *pcb;
    struct user *user;

    if (!memory_have(U_PAGES))
        return ENOMEM;
    for (int i = 0; i < U_PAGES; i++) {
        frame_t frame = frame_alloc(page_of(U_AREA) + i + child->p_pid, FRAME_U_AREA,
                                    child - process_table, i);

        if (frame == NO_FRAME)
            panic("area_create: %d frames are free, and none", (int)frames_free);
        t->t_area[i] = AREA_WORD(frame);
        frame_unlock(frame);
    }
    user = thread_user(child);
    bcopy(current, user, sizeof *user);
    user->u_proc = child;
    stack_guard(user) = STACK_GUARD;

    pcb = area_at(t, (uintptr_t)current_pcb);
    bzero(pcb, sizeof *pcb);
    pcb->sp = (uint32_t)KERNEL_STACK;
    pcb->ra = (uint32_t)fork_return;
    pcb->status = 0; /* interrupts are off, as in swtch() */
    t->t_id = space_new_id();
    t->t_user_ticks = t->t_system_ticks = 0;
    t->t_cpu_ticks = 0;
    t->t_notice = t->t_queued = false;
    return 0;
}

static void area_free(struct proc *p)
{
    struct thread *t = &p->p_thread;

    for (int i = 0; i < U_PAGES; i++) {
        frame_free(PTE_FRAME(t->t_area[i]));
        t->t_area[i] = 0;
    }
}

int thread_fork(struct proc *child, bool lend)
{
    struct thread *parent = &current->u_proc->p_thread;
    struct frame *frame;
    int error;

    if ((error = area_create(child)) != 0)
        return error;
    if (lend)
        child->p_thread.t_space = parent->t_space;
    else if ((error = space_fork(parent->t_space, child, &child->p_thread.t_space)) != 0) {
        area_free(child);
        return error;
    }
    frame = area_at(&child->p_thread, (uintptr_t)user_frame);
    bcopy(user_frame, frame, sizeof *frame);
    frame->registers[REG_V0] = 0;
    frame->registers[REG_V1] = 1;
    frame->registers[REG_A3] = 0;
    return 0;
}

int thread_spawn(struct proc *child, void (*function)(void *), void *argument)
{
    struct pcb *pcb;
    struct frame *frame;
    int error;

    if ((error = area_create(child)) != 0)
        return error;
    child->p_thread.t_space = NULL;
    pcb = area_at(&child->p_thread, (uintptr_t)current_pcb);
    pcb->s[0] = (uint32_t)function; /* child_begins finds them in s0 and s1 */
    pcb->s[1] = (uint32_t)argument;
    frame = area_at(&child->p_thread, (uintptr_t)user_frame);
    bzero(frame, sizeof *frame);
    frame->status = ST_IM | ST_KUP | ST_IEP;
    return 0;
}

/* The first that a thread does, called by fork_return with s0 and s1 of its pcb. */
void child_begins(void (*function)(void *), void *argument)
{
    spl0();
    if (function != NULL)
        function(argument);
    user_notice();
}

void thread_block(void)
{
    spl_t level = splhigh();

    if (stack_guard(current) != STACK_GUARD)
        panic("process %d has overrun its kernel stack", (int)current->u_proc->p_pid);
    swtch();
    splx(level);
}

void thread_exit(void)
{
    splhigh();
    swtch();
    panic("thread_exit: process %d goes on", (int)current->u_proc->p_pid);
}

void thread_collect(struct proc *p)
{
    area_free(p);
    p->p_thread.t_space = NULL;
}

void thread_notice(struct proc *p)
{
    p->p_thread.t_notice = true;
}

static void ticks_to_time(uint32_t ticks, struct timeval *time)
{
    time->tv_sec = ticks / hz;
    time->tv_usec = ticks % hz * (MICROSECONDS / hz);
}

void thread_times(struct proc *p, struct timeval *user, struct timeval *system)
{
    ticks_to_time(p->p_thread.t_user_ticks, user);
    ticks_to_time(p->p_thread.t_system_ticks, system);
}

void thread_start_at(uaddr_t pc, uaddr_t sp)
{
    struct frame *frame = user_frame;

    bzero(frame, sizeof *frame);
    frame->status = ST_IM | ST_KUP | ST_IEP;
    frame->registers[REG_SP] = sp;
    frame->epc = pc;
}
