/* Packets between the server and a process, with descriptors and the sender's identity beside them. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

bool host_channel_pair(int ends[2])
{
    int on = 1;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    return true;
}

bool host_send(int channel, const void *at, size_t bytes, int descriptor)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof descriptor)];
    } control;
    struct iovec part = { (void *)at, bytes };
    struct msghdr packet = { .msg_iov = &part, .msg_iovlen = 1 };

    if (descriptor >= 0) {
        packet.msg_control = &control;
        packet.msg_controllen = sizeof control;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof descriptor);
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    }
    /* Who does not read what it is sent is not waited for. */
    return sendmsg(channel, &packet, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)bytes;
}

static bool wait(struct pollfd *which, int count, int milliseconds)
{
    int ready;

    do
        ready = poll(which, count, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/* Descriptors that came along, unasked for, are closed; the sender's identity is taken down. */
static void look_beside(struct msghdr *packet, int *pid)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(packet); c != NULL; c = CMSG_NXTHDR(packet, c)) {
        if (c->cmsg_level != SOL_SOCKET)
            continue;
        if (c->cmsg_type == SCM_CREDENTIALS && pid != NULL)
            *pid = ((struct ucred *)CMSG_DATA(c))->pid;
        if (c->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; CMSG_LEN((i + 1) * sizeof(int)) <= c->cmsg_len; i++)
                close(((int *)CMSG_DATA(c))[i]);
    }
}

long host_receive(int channel, void *at, size_t bytes, void *more, size_t more_bytes, int *pid,
                  int milliseconds)
{
    struct pollfd which = { .fd = channel, .events = POLLIN };
    union {
        struct cmsghdr header;
        char room[512];
    } control;
    struct iovec parts[] = { { at, bytes }, { more, more_bytes } };
    struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2, .msg_control = &control,
                             .msg_controllen = sizeof control };
    ssize_t length;

    if (milliseconds != HOST_FOREVER && !wait(&which, 1, milliseconds))
        return HOST_TIMEOUT;
    do
        length = recvmsg(channel, &packet, MSG_TRUNC | MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    if (length <= 0)
        return HOST_GONE;
    look_beside(&packet, pid);
    return length;
}

int host_receive_any(int a, int b, int milliseconds)
{
    struct pollfd which[] = { { .fd = a, .events = POLLIN }, { .fd = b, .events = POLLIN } };

    if (!wait(which, 2, milliseconds))
        return HOST_TIMEOUT;
    return which[0].revents != 0 ? a : b;
}

void host_close(int descriptor)
{
    close(descriptor);
}
