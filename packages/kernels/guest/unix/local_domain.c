/*
 * Streams within the system. What is sent goes into the receiver's queue at once, and is charged to
 * the sender's: its limits shrink by what waits there, and grow again as that is taken.
 *
 *      so_snd of one end (limits only) ──── the other end's so_rcv (bytes)
 *
 * No names yet: ends are connected by PRU_CONNECT2.
 */
#include <unix/kernel.h>
#include <unix/socket.h>

#include <abi/errno.h>

/* Of a socket: who is at the other end, and what of so_rcv has been charged to them. */
struct local_pcb {
    struct socket *socket;
    struct local_pcb *other;
    int cc;
    int mbcnt;
    struct mbuf *memory; /* in which this is */
};

static int attach(struct socket *so)
{
    struct mbuf *m;
    struct local_pcb *pcb;
    int error = 0;

    if (so->so_snd.sb_hiwat == 0 || so->so_rcv.sb_hiwat == 0)
        error = socket_reserve(so, LOCAL_SPACE, LOCAL_SPACE);
    if (error != 0)
        return error;
    m = m_getclr(MT_PCB);
    pcb = (struct local_pcb *)m->m_data;
    pcb->memory = m;
    pcb->socket = so;
    so->so_pcb = pcb;
    return 0;
}

static void disconnect(struct local_pcb *pcb)
{
    struct local_pcb *other = pcb->other;

    if (other == NULL)
        return;
    pcb->other = NULL;
    other->other = NULL;
    socket_is_disconnected(pcb->socket);
    socket_is_disconnected(other->socket);
}

static void detach(struct local_pcb *pcb)
{
    disconnect(pcb);
    pcb->socket->so_pcb = NULL;
    (void)m_free(pcb->memory);
}

static int connect_both(struct socket *so, struct socket *other)
{
    struct local_pcb *a = so->so_pcb, *b = other->so_pcb;

    if (other->so_type != so->so_type)
        return EINVAL;
    a->other = b;
    b->other = a;
    socket_is_connected(other);
    socket_is_connected(so);
    return 0;
}

/* The sender's limits follow the receiver's queue. */
static void charge(struct socket *sender, struct local_pcb *receiver)
{
    const struct sockbuf *rcv = &receiver->socket->so_rcv;
    struct sockbuf *snd = &sender->so_snd;

    snd->sb_mbmax -= rcv->sb_mbcnt - receiver->mbcnt;
    receiver->mbcnt = rcv->sb_mbcnt;
    snd->sb_hiwat -= rcv->sb_cc - receiver->cc;
    receiver->cc = rcv->sb_cc;
}

static int send(struct socket *so, struct local_pcb *pcb, struct mbuf *m)
{
    struct socket *receiver;

    if (so->so_state & SS_CANTSENDMORE)
        return EPIPE;
    if (pcb->other == NULL)
        return ENOTCONN;
    receiver = pcb->other->socket;
    sb_append(&receiver->so_rcv, m);
    charge(so, pcb->other);
    socket_wakeup(receiver, &receiver->so_rcv);
    return 0;
}

/* Something has been taken: the sender may have room. */
static void received(struct local_pcb *pcb)
{
    struct socket *sender;

    if (pcb->other == NULL)
        return;
    sender = pcb->other->socket;
    charge(sender, pcb);
    socket_wakeup(sender, &sender->so_snd);
}

static int stream_request(struct socket *so, enum socket_request request, struct mbuf *m,
                          struct socket *other)
{
    struct local_pcb *pcb = so->so_pcb;
    int error = 0;

    if (pcb == NULL && request != PRU_ATTACH) {
        m_freem(m);
        return EINVAL;
    }
    switch (request) {
    case PRU_ATTACH:
        error = pcb != NULL ? EISCONN : attach(so);
        break;
    case PRU_DETACH:
        detach(pcb);
        break;
    case PRU_DISCONNECT:
        disconnect(pcb);
        break;
    case PRU_CONNECT2:
        error = connect_both(so, other);
        break;
    case PRU_SHUTDOWN:
        socket_cannot_send(so);
        if (pcb->other != NULL)
            socket_cannot_receive(pcb->other->socket);
        break;
    case PRU_RCVD:
        received(pcb);
        break;
    case PRU_SEND:
        error = send(so, pcb, m);
        if (error == 0)
            m = NULL; /* the receiver's */
        break;
    }
    m_freem(m);
    return error;
}

static const struct protocol local_protocols[] = {
    { SOCK_STREAM, PR_CONNREQUIRED | PR_WANTRCVD, stream_request },
};

const struct domain local_domain = {
    AF_UNIX,
    local_protocols,
    sizeof local_protocols / sizeof local_protocols[0],
};
