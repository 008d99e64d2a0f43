/* Programs' side: calls, and the way back from the system, with handlers. */
#include <abi/wait.h>

#include "host.h"

long second_value;
bool frames_fit = true;
uaddr_t frame_stack;

/* A handler's frame; programs know its address only. */
struct frame {
    struct frame *next;
    struct signal_entry entry;
    bool live;
};

int signal_frame_push(const struct signal_entry *entry)
{
    struct thread *t = &current->u_proc->p_thread;
    struct frame *frame;

    if (!frames_fit)
        return EFAULT;
    frame = kmem_alloc(sizeof *frame);
    frame->entry = *entry;
    frame->live = true;
    frame->next = t->t_frames;
    t->t_frames = frame;
    frame_stack = entry->stack;
    return 0;
}

int signal_frame_pop(uaddr_t at, uint32_t *mask, bool *on_stack)
{
    struct frame *frame = (struct frame *)at;

    if (at < PAGE_SIZE)
        return EFAULT;
    CHECK(frame->live);
    frame->live = false;
    *mask = frame->entry.mask;
    *on_stack = frame->entry.on_stack;
    return 0;
}

void return_to_program(void)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;

    for (;;) {
        spl_t level = spl0();

        CHECK_IS(level, 0);
        CHECK_IS(p->p_stat, SRUN);
        if (t->t_notice || (p->p_sig & ~p->p_sigmask) != 0) {
            t->t_notice = false;
            while (signals_pending())
                signals_deliver();
        }
        if (t->t_frames == NULL)
            return;
        struct frame *frame = t->t_frames;
        t->t_frames = frame->next;
        CHECK(frame->entry.trampoline != 0);
        ((void (*)(int, int, void *))frame->entry.handler)(frame->entry.signal, frame->entry.code,
                                                            frame);
        CALL(sigreturn, (long)frame);
        kmem_free(frame);
    }
}

long call(int number, const long arguments[8])
{
    struct proc *p = current->u_proc;

    for (;;) {
        const struct system_call *c = &system_calls[number];
        int error;

        current->u_call = number;
        for (int i = 0; i < c->arguments; i++)
            current->u_arg[i] = arguments[i];
        current->u_value[0] = current->u_value[1] = 0;
        error = c->call(p, current->u_arg, current->u_value);
        if (error == EJUSTRETURN && number == SYS_execve) {
            return_to_program();
            p->p_thread.t_program();
            leave(0);
        }
        long first = current->u_value[0], second = current->u_value[1];
        return_to_program();
        if (error == ERESTART)
            continue;
        second_value = second;
        return error > 0 ? -error : first;
    }
}

int sys_read(struct proc *p, const long *argument, long *value)
{
    return sleep_on((const void *)argument[0], argument[1], "test", argument[2]);
}

int sys_write(struct proc *p, const long *argument, long *value)
{
    wakeup((const void *)argument[0]);
    return 0;
}

static pid_t start(int number, void (*program)(void))
{
    struct proc *p = current->u_proc;
    void (*before)(void) = p->p_thread.t_program;
    pid_t pid;

    p->p_thread.t_program = program;
    pid = call(number, (const long[8]){0});
    p->p_thread.t_program = before;
    return pid;
}

pid_t spawn(void (*program)(void)) { return start(SYS_fork, program); }
pid_t vspawn(void (*program)(void)) { return start(SYS_vfork, program); }

_Noreturn void leave(int code)
{
    CALL(exit, code);
    panic("exit comes back");
}

static void trampoline(void) {}

void handle(int signal, void (*handler)(int, int, void *), uint32_t mask, uint32_t flags)
{
    struct sigvec action = {handler, mask, flags, trampoline};

    CHECK_IS(CALL(sigvec, signal, (long)&action, 0), 0);
}

void ignore(int signal)
{
    struct sigvec action = {IGNORED, 0, 0, NULL};

    CHECK_IS(CALL(sigvec, signal, (long)&action, 0), 0);
}

pid_t wait_for(pid_t pid, int *status)
{
    int32_t word = 0;
    pid_t found = CALL(wait4, pid, (long)&word, 0, 0);

    if (status != NULL)
        *status = word;
    return found;
}

void trap(int signal, int code)
{
    signal_trap(signal, code, 0);
    return_to_program();
}

void sleep_forever(void)
{
    for (;;)
        KSLEEP(&sleep_forever, PWAIT | PCATCH, 0);
}
