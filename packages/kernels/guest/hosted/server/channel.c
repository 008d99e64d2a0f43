/*
 * The server's side of the channels. Who does not keep to what message.h says is lost: it is killed on
 * the host, and its process ends at the next occasion.
 */
#include "server.h"

void channel_lost(struct thread *t)
{
    t->t_lost = true;
    if (t->t_process >= 0)
        host_process_kill(t->t_process);
}

bool channel_say(struct thread *t, const struct message *m, int descriptor)
{
    if (t->t_lost || t->t_channel < 0)
        return false;
    if (!host_send(t->t_channel, m, sizeof *m, descriptor))
        channel_lost(t);
    return !t->t_lost;
}

bool channel_hear(struct thread *t, struct message *m, void *bytes, size_t count, int milliseconds)
{
    long length;

    if (t->t_lost || t->t_channel < 0)
        return false;
    length = host_receive(t->t_channel, m, sizeof *m, bytes, count, NULL, milliseconds);
    if (length == sizeof *m || length == (long)(sizeof *m + count))
        return true;
    channel_lost(t);
    return false;
}

/* Does the answer say that the bytes are there? EFAULT if not, or if it is none. */
static int answer_error(struct thread *t, const struct message *m)
{
    if (m->kind == MESSAGE_ANSWER && m->error >= 0)
        return m->error;
    channel_lost(t);
    return EFAULT;
}

int channel_ask(struct thread *t, struct message *m, int descriptor)
{
    if (!channel_say(t, m, descriptor) || !channel_hear(t, m, NULL, 0, PATIENCE_MS))
        return EFAULT;
    return answer_error(t, m);
}

bool channel_begun(struct thread *t)
{
    struct message m;
    int pid = 0;
    long length = host_receive(t->t_channel, &m, sizeof m, NULL, 0, &pid, PATIENCE_MS);

    if (length != sizeof m || m.kind != MESSAGE_BEGUN || pid == 0)
        return false;
    if (t->t_process >= 0) /* the same, with another program */
        return pid == t->t_pid;
    t->t_pid = pid;
    t->t_process = host_process_open(pid);
    return t->t_process >= 0;
}

int channel_make(struct thread *t)
{
    static uint64_t serial;
    int ends[2];

    if (!host_channel_pair(ends))
        return -1;
    t->t_channel = ends[0];
    t->t_serial = ++serial;
    t->t_process = -1;
    t->t_pid = 0;
    t->t_lost = false;
    host_hangup_watch(t->t_channel, t->t_serial);
    return ends[1];
}

void channel_close(struct thread *t)
{
    if (t->t_channel >= 0)
        host_close(t->t_channel);
    if (t->t_process >= 0)
        host_close(t->t_process);
    t->t_channel = t->t_process = -1;
    t->t_serial = 0;
}
