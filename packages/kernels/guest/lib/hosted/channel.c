/*
 * A program on the host and its server: what is sent with a call, and what the server asks for before
 * it answers. The bytes that the server takes and puts go between the channel and the program's
 * memory without a stop; so it is the host that finds bad addresses out.
 *
 * All of this is done on the program's stack, and forgotten when the program goes on.
 */
#include "channel.h"

#include <abi/errno.h>

#include "host-calls.h"

/* There is no server any more, or it says so. */
static _Noreturn void end(void)
{
    for (;;)
        host_call(HOST_EXIT_GROUP, 0, 0, 0, 0, 0, 0);
}

/* False if the bytes are not in memory. */
static int send(struct message *m, const void *bytes, size_t count)
{
    struct host_part parts[] = { { m, sizeof *m }, { bytes, count } };
    struct host_message packet = { .parts = parts, .part_count = count > 0 ? 2 : 1 };
    long sent = host_call(HOST_SENDMSG, CHANNEL, (long)&packet, HOST_MSG_NOSIGNAL, 0, 0, 0);

    if (sent == -HOST_EFAULT)
        return 0;
    if (sent != (long)(sizeof *m + count))
        end();
    return 1;
}

/* The next message, and the descriptor that came with it; -1: none. */
static int receive(struct message *m)
{
    struct host_control control = { 0 };
    struct host_part part = { m, sizeof *m };
    struct host_message packet = { .parts = &part, .part_count = 1, .control = &control,
                                   .control_bytes = sizeof control };

    if (host_call(HOST_RECVMSG, CHANNEL, (long)&packet, HOST_MSG_CMSG_CLOEXEC, 0, 0, 0) !=
        (long)sizeof *m)
        end();
    if (packet.control_bytes > 0 && control.level == HOST_SOL_SOCKET &&
        control.type == HOST_SCM_RIGHTS)
        return control.descriptor;
    return -1;
}

static void answer(struct message *m, int error)
{
    m->kind = MESSAGE_ANSWER;
    m->error = error;
    send(m, NULL, 0);
}

/* The host has things of its own above. */
static int is_program(const struct message *m)
{
    return m->address <= STACK_TOP && m->bytes <= STACK_TOP - m->address;
}

static void take(struct message *m)
{
    int is_there = is_program(m);

    m->kind = MESSAGE_ANSWER;
    m->error = 0;
    if (!is_there || !send(m, (const void *)m->address, m->bytes))
        answer(m, EFAULT);
}

/* The packet with the bytes is taken off the channel in any case. */
static void put(struct message *m)
{
    int is_there = is_program(m);
    void *to = is_there ? (void *)m->address : m;
    size_t bytes = is_there ? m->bytes : 0;
    long got = host_call(HOST_RECVFROM, CHANNEL, (long)to, (long)bytes, 0, 0, 0);

    if (is_there && got != (long)m->bytes && got != -HOST_EFAULT)
        end();
    answer(m, is_there && got >= 0 ? 0 : EFAULT);
}

static void map(struct message *m)
{
    long flags = HOST_MAP_PRIVATE | HOST_MAP_ANONYMOUS | HOST_MAP_FIXED | HOST_MAP_NORESERVE;
    long got = host_call(HOST_MMAP, (long)m->address, (long)m->bytes, HOST_PROT_READ_WRITE, flags, -1,
                         0);

    answer(m, got == (long)m->address ? 0 : ENOMEM);
}

static void unmap(struct message *m)
{
    host_call(HOST_MUNMAP, (long)m->address, (long)m->bytes, 0, 0, 0, 0);
    answer(m, 0);
}

/* The program's file replaces this process's memory. Signals stay masked until it can take them. */
static void execute(struct message *m, int file)
{
    static char name[] = "hosted";
    char *arguments[] = { name, NULL };
    long result;

    result = host_call(HOST_EXECVEAT, file, (long)"", (long)arguments, (long)&arguments[1],
                       HOST_AT_EMPTY_PATH, 0);
    host_call(HOST_CLOSE, file, 0, 0, 0, 0, 0);
    answer(m, result == -HOST_ENOMEM ? ENOMEM : ENOEXEC);
}

/* Serves the server until it says that the program is to go on. */
static void await(struct message *m)
{
    for (;;) {
        int descriptor = receive(m);

        switch (m->kind) {
        case MESSAGE_RESUME:
            return;
        case MESSAGE_TAKE:
            take(m);
            break;
        case MESSAGE_PUT:
            put(m);
            break;
        case MESSAGE_MAP:
            map(m);
            break;
        case MESSAGE_UNMAP:
            unmap(m);
            break;
        case MESSAGE_FORK:
            _host_fork(HOST_SIGCHLD | HOST_CLONE_PARENT |
                           (m->code != 0 ? HOST_CLONE_VM | HOST_CLONE_VFORK : 0),
                       descriptor);
        case MESSAGE_EXEC:
            execute(m, descriptor);
            break;
        default: /* MESSAGE_END */
            end();
        }
    }
}

void _host_exchange(struct message *m)
{
    send(m, NULL, 0);
    await(m);
}

/* Both processes go on here. The child's parent is the server, as its own is. */
void _host_forked(int channel, long result)
{
    struct message m = { 0 };

    if (result == 0) {
        host_call(HOST_DUP2, channel, CHANNEL, 0, 0, 0, 0);
        host_call(HOST_PRCTL, HOST_PR_SET_PDEATHSIG, HOST_SIGKILL, 0, 0, 0, 0);
        m.kind = MESSAGE_BEGUN;
        send(&m, NULL, 0);
    } else if (result < 0) {
        answer(&m, EAGAIN);
    }
    host_call(HOST_CLOSE, channel, 0, 0, 0, 0, 0);
    await(&m);
    _host_go_on(&m.registers);
}

/* With all registers, as the program has left them when it called. */
void _host_call(const struct registers *at)
{
    struct message m = { .kind = MESSAGE_CALL, .registers = *at };

    _host_exchange(&m);
    _host_go_on(&m.registers);
}

/* The host has just entered the program, with signals masked. */
void _host_begin(void)
{
    struct message m = { .kind = MESSAGE_BEGUN };

    _host_signals_start();
    host_call(HOST_PRCTL, HOST_PR_SET_PDEATHSIG, HOST_SIGKILL, 0, 0, 0, 0);
    _host_exchange(&m);
    _host_go_on(&m.registers);
}
