/*
 * Copies to and from the current process. What the call's message has brought, and what its answer will
 * take, are windows: addresses of the server's own, which the call has been given in place of the
 * program's. Everything else is in the process's memory, and the kernel is asked for the pages.
 */
#include "server.h"

#define PAGE_MASK (PAGE_SIZE - 1)

void copy_window(const void *at, size_t bytes)
{
    struct thread *t = &current->u_proc->p_thread;

    if (t->t_window_count == COPY_WINDOWS)
        panic("too many windows");
    t->t_windows[t->t_window_count++] = (struct copy_window){(uintptr_t)at, (uintptr_t)at + bytes, 0};
}

void copy_windows_end(void)
{
    current->u_proc->p_thread.t_window_count = 0;
}

static struct copy_window *window_of(uintptr_t at, size_t bytes)
{
    struct thread *t = &current->u_proc->p_thread;

    for (struct copy_window *w = t->t_windows; w < t->t_windows + t->t_window_count; w++)
        if (at >= w->from && at < w->to && bytes <= w->to - at)
            return w;
    return NULL;
}

size_t copy_window_written(const void *at)
{
    const struct copy_window *w = window_of((uintptr_t)at, 1);

    return w == NULL ? 0 : w->written;
}

/* The kernel gives a copy of the pages; to touch them may mean to wait for the pager. */
int space_read(mach_port_t task, uaddr_t from, void *to, size_t bytes)
{
    uaddr_t first = PAGE_DOWN(from), end = PAGE_UP(from + bytes);
    vm_offset_t pages;
    mach_msg_type_number_t size;

    if (bytes == 0)
        return 0;
    if (end <= first || vm_read(task, first, end - first, &pages, &size) != KERN_SUCCESS)
        return EFAULT;
    pager_wait_begins();
    for (uaddr_t at = first; at < end; at += PAGE_SIZE)
        (void)*(volatile char *)(pages + (at - first));
    pager_wait_ends();
    bcopy((char *)pages + (from - first), to, bytes);
    (void)vm_deallocate(mach_task_self(), pages, size);
    return 0;
}

/* Whole pages: what is not written of the first and last is read before. */
int space_write(mach_port_t task, const void *from, uaddr_t to, size_t bytes)
{
    uaddr_t first = PAGE_DOWN(to), end = PAGE_UP(to + bytes);
    vm_address_t pages = 0;
    kern_return_t result;

    if (bytes == 0)
        return 0;
    if (end <= first || vm_allocate(mach_task_self(), &pages, end - first, TRUE) != KERN_SUCCESS)
        return EFAULT;
    if ((to != first && space_read(task, first, (void *)pages, to - first) != 0) ||
        (to + bytes != end && space_read(task, to + bytes, (char *)pages + (to + bytes - first),
                                         end - (to + bytes)) != 0)) {
        (void)vm_deallocate(mach_task_self(), pages, end - first);
        return EFAULT;
    }
    bcopy(from, (char *)pages + (to - first), bytes);
    pager_wait_begins();
    result = vm_write(task, first, pages, end - first);
    pager_wait_ends();
    (void)vm_deallocate(mach_task_self(), pages, end - first);
    return result == KERN_SUCCESS ? 0 : EFAULT;
}

static mach_port_t task_now(void)
{
    return current->u_proc->p_thread.t_task;
}

static bool is_program(uaddr_t at, size_t bytes)
{
    return at < stack_top && bytes <= stack_top - at && (at + bytes <= EMULATOR_TEXT || at >= EMULATOR_END);
}

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    if (window_of(from, bytes) != NULL) {
        bcopy((const void *)from, to, bytes);
        return 0;
    }
    return is_program(from, bytes) ? space_read(task_now(), from, to, bytes) : EFAULT;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    struct copy_window *w = window_of(to, bytes);

    if (w != NULL) {
        bcopy(from, (void *)to, bytes);
        w->written = max(w->written, to + bytes - w->from);
        return 0;
    }
    return is_program(to, bytes) ? space_write(task_now(), from, to, bytes) : EFAULT;
}

/* A string in a window ends within it: the message has been checked. */
int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
{
    bool ours = window_of(from, 1) != NULL;
    size_t done = 0;

    while (done < size) {
        size_t part = ours ? 1 : min(size - done, PAGE_SIZE - ((from + done) & PAGE_MASK));
        int error = copy_in(from + done, to + done, part);

        if (error != 0)
            return error;
        for (; part > 0; part--)
            if (to[done++] == '\0') {
                *length = done;
                return 0;
            }
    }
    return ENAMETOOLONG;
}
