/*
 * Copies to and from the current process: the server asks for the bytes, or sends them, while the
 * process waits in its call. Nobody else comes into the personality meanwhile.
 */
#include "server.h"

static struct thread *self(void)
{
    return &current->u_proc->p_thread;
}

static int take(uaddr_t from, void *to, size_t bytes)
{
    struct thread *t = self();
    struct message m = {.kind = MESSAGE_TAKE, .address = from, .bytes = bytes};

    if (!channel_say(t, &m, -1) || !channel_hear(t, &m, to, bytes, PATIENCE_MS))
        return EFAULT;
    if (m.kind == MESSAGE_ANSWER)
        return m.error == 0 ? 0 : EFAULT;
    channel_lost(t);
    return EFAULT;
}

static int put(const void *from, uaddr_t to, size_t bytes)
{
    struct thread *t = self();
    struct message m = {.kind = MESSAGE_PUT, .address = to, .bytes = bytes};

    if (!channel_say(t, &m, -1))
        return EFAULT;
    if (!host_send(t->t_channel, from, bytes, -1)) {
        channel_lost(t);
        return EFAULT;
    }
    if (!channel_hear(t, &m, NULL, 0, PATIENCE_MS))
        return EFAULT;
    if (m.kind == MESSAGE_ANSWER)
        return m.error == 0 ? 0 : EFAULT;
    channel_lost(t);
    return EFAULT;
}

int copy_in(uaddr_t from, void *to, size_t bytes)
{
    while (bytes > 0) {
        size_t part = min(bytes, (size_t)TRANSFER_BYTES);
        int error = take(from, to, part);

        if (error != 0)
            return error;
        from += part;
        to = (char *)to + part;
        bytes -= part;
    }
    return 0;
}

int copy_out(const void *from, uaddr_t to, size_t bytes)
{
    while (bytes > 0) {
        size_t part = min(bytes, (size_t)TRANSFER_BYTES);
        int error = put(from, to, part);

        if (error != 0)
            return error;
        from = (const char *)from + part;
        to += part;
        bytes -= part;
    }
    return 0;
}

/* How long a string is is not known before it is here; what is behind it in its page is there, too. */
int copy_in_string(uaddr_t from, char *to, size_t size, size_t *length)
{
    size_t done = 0;

    while (done < size) {
        size_t part = min(size - done, PAGE_SIZE - (from + done) % PAGE_SIZE);
        int error = take(from + done, to + done, part);

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
