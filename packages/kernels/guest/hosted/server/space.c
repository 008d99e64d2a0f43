/*
 * Memory of processes is the host's: a fork is the host's fork, exec the host's exec. The server says
 * what is to be done while the process waits in its call, and goes on when it is done; so what is
 * copied to the new program's stack goes there.
 *
 * vfork is the host's as well: the child runs in its parent's memory, and the host holds the parent up
 * until the child has executed another program or is dead. Both are waited for here before P_LENT
 * goes.
 */
#include "server.h"

#include <unix/exec.h>
#include <unix/vnode.h>

#define TEXT_BASE 0x00400000
#define DATA_BASE 0x10000000
#define DATA_END 0x40000000
#define STACK_MOST (32 << 20) /* data do not come nearer to its top */

const uaddr_t stack_top = STACK_TOP;

static int map(struct thread *t, uint32_t kind, uaddr_t from, uaddr_t to)
{
    struct message m = {.kind = kind, .address = from, .bytes = to - from};

    return from >= to ? 0 : channel_ask(t, &m, -1);
}

/* Text and data lie where programs of the host have them. */
static bool image_fits(const struct image *image)
{
    return image->text >= TEXT_BASE && image->text + image->text_size <= DATA_BASE &&
           image->data >= TEXT_BASE && image->data + image->data_size + image->bss_size <= DATA_END;
}

/* A child of vfork is out of its parent's memory. */
static void give_back(struct proc *p)
{
    if ((p->p_flag & P_VFORKED) == 0)
        return;
    p->p_flag &= ~P_VFORKED;
    p->p_pptr->p_flag &= ~P_LENT;
    wakeup(p->p_pptr);
}

/* The first program of a process that has none. */
static int begin_program(struct thread *t, const struct text *text)
{
    int end = channel_make(t);
    bool spawned;

    if (end < 0)
        return ENOMEM;
    spawned = host_spawn(text_file(text), end);
    host_close(end);
    if (spawned && channel_begun(t))
        return 0;
    channel_lost(t);
    return EIO;
}

/* Another program: the process says BEGUN, or that it cannot be. */
static int replace_program(struct thread *t, const struct text *text)
{
    struct message m = {.kind = MESSAGE_EXEC};
    int pid = 0;

    if (!channel_say(t, &m, text_file(text)))
        return EIO;
    if (host_receive(t->t_channel, &m, sizeof m, NULL, 0, &pid, PATIENCE_MS) == sizeof m) {
        if (m.kind == MESSAGE_BEGUN && pid == t->t_pid)
            return 0;
        if (m.kind == MESSAGE_ANSWER && m.error != 0)
            return m.error == ENOMEM ? ENOMEM : ENOEXEC;
    }
    channel_lost(t);
    return EIO;
}

/* What is below the stack pointer is the program's no longer, and can be taken away. */
void space_stack(void)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    uaddr_t size = PAGE_UP((uaddr_t)current->u_rlimit[RLIMIT_STACK].rlim_cur);
    uaddr_t data_end = max(PAGE_UP(current->u_break), t->t_data_end);

    if (t->t_stack == size || (p->p_flag & P_VFORKED) != 0)
        return;
    if (size > t->t_stack) {
        if (size < stack_top - data_end && map(t, MESSAGE_MAP, stack_top - size, stack_top - t->t_stack) == 0)
            t->t_stack = size;
    } else if (t->t_registers.rsp > stack_top - size + PAGE_SIZE) {
        map(t, MESSAGE_UNMAP, stack_top - t->t_stack, stack_top - size);
        t->t_stack = size;
    }
}

int space_exec(struct vnode *program, const struct image *image)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    struct text *text;
    int error;

    if (!image_fits(image))
        return ENOEXEC;
    if ((error = text_attach(program, &text)) != 0)
        return error;
    error = t->t_channel < 0 ? begin_program(t, text) : replace_program(t, text);
    if (error != 0) {
        text_detach(text);
        return error;
    }
    t->t_old_text = t->t_text;
    t->t_text = text;
    t->t_data_end = PAGE_UP(image->data + image->data_size + image->bss_size);
    t->t_stack = 0;
    give_back(p);
    space_stack();
    return t->t_stack != 0 ? 0 : ENOMEM;
}

int space_fork(struct proc *child, bool lend)
{
    struct thread *parent = &current->u_proc->p_thread, *t = &child->p_thread;
    struct message m = {.kind = MESSAGE_FORK, .code = lend};
    int end = channel_make(t), from;

    if (end < 0)
        return EAGAIN;
    from = channel_say(parent, &m, end) ? parent->t_channel : HOST_TIMEOUT;
    host_close(end);
    /* The child begins, or the parent says why not. */
    if (from != HOST_TIMEOUT)
        from = host_receive_any(t->t_channel, parent->t_channel, PATIENCE_MS);
    if (from == t->t_channel && channel_begun(t)) {
        t->t_text = parent->t_text;
        t->t_data_end = parent->t_data_end;
        t->t_stack = parent->t_stack;
        text_share(t->t_text);
        return 0;
    }
    if (from == parent->t_channel)
        (void)channel_hear(parent, &m, NULL, 0, PATIENCE_MS);
    else
        channel_lost(parent);
    channel_lost(t);
    channel_close(t);
    return EAGAIN;
}

/* What the program was loaded with stays, whatever it says. */
int space_brk(uaddr_t end)
{
    struct thread *t = &current->u_proc->p_thread;
    uaddr_t from = max(PAGE_UP(current->u_break), t->t_data_end);
    uaddr_t to = max(PAGE_UP(end), t->t_data_end);

    if (end > stack_top - STACK_MOST)
        return ENOMEM;
    if (to >= from)
        return map(t, MESSAGE_MAP, from, to) == 0 ? 0 : ENOMEM;
    return map(t, MESSAGE_UNMAP, to, from) == 0 ? 0 : ENOMEM;
}

/* The process on the host ends; it has when its channel is closed. */
void space_free(void)
{
    struct proc *p = current->u_proc;
    struct thread *t = &p->p_thread;
    struct message m = {.kind = MESSAGE_END};

    thread_times_note(p);
    if (t->t_channel >= 0) {
        if (!channel_say(t, &m, -1))
            channel_lost(t);
        while (host_receive(t->t_channel, &m, sizeof m, NULL, 0, NULL, PATIENCE_MS) > 0)
            channel_lost(t); /* it talks on */
        channel_lost(t);
        channel_close(t);
    }
    text_detach(t->t_text);
    text_detach(t->t_old_text);
    t->t_text = t->t_old_text = NULL;
    give_back(p);
}
