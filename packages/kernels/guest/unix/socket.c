/*
 * Sockets: made, closed, sent to and received from. What is the protocol's goes to pr_usrreq, at the
 * level of the protocols' own work (splsoftclock), which local ones have none of.
 */
#include <unix/kernel.h>
#include <unix/socket.h>

#include <abi/errno.h>

static const struct domain *const domains[] = { &local_domain };

static const struct protocol *find_protocol(int family, int type)
{
    for (unsigned i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        const struct domain *domain = domains[i];
        if (domain->dom_family != family)
            continue;
        for (int p = 0; p < domain->dom_count; p++)
            if (domain->dom_protocols[p].pr_type == type)
                return &domain->dom_protocols[p];
    }
    return NULL;
}

int socket_create(int family, int type, struct socket **sop)
{
    const struct protocol *protocol = find_protocol(family, type);
    struct socket *so;
    int error;

    if (protocol == NULL)
        return EPROTONOSUPPORT;
    so = kmem_alloc_zeroed(sizeof *so);
    so->so_type = type;
    so->so_proto = protocol;
    error = protocol->pr_usrreq(so, PRU_ATTACH, NULL, NULL);
    if (error != 0) {
        kmem_free(so);
        return error;
    }
    *sop = so;
    return 0;
}

void socket_close(struct socket *so)
{
    spl_t level = splsoftclock();

    if (so->so_state & SS_ISCONNECTED)
        (void)so->so_proto->pr_usrreq(so, PRU_DISCONNECT, NULL, NULL);
    (void)so->so_proto->pr_usrreq(so, PRU_DETACH, NULL, NULL);
    sb_flush(&so->so_rcv);
    sb_flush(&so->so_snd);
    splx(level);
    kmem_free(so);
}

/* ---- sending ---- */

/* Why nothing can be sent; 0: it can. */
static int send_error(struct socket *so)
{
    int error;

    if (so->so_state & SS_CANTSENDMORE)
        return EPIPE;
    error = so->so_error;
    if (error != 0)
        so->so_error = 0;
    else if ((so->so_state & SS_ISCONNECTED) == 0 && (so->so_proto->pr_flags & PR_CONNREQUIRED))
        error = ENOTCONN;
    return error;
}

/* Locks the queue when there is room: for all of it if it is to stay in one piece. */
static int lock_with_room(struct socket *so, size_t bytes, bool whole, int flags, int *space)
{
    for (;;) {
        spl_t level;
        int error = sb_lock(&so->so_snd, flags);

        if (error != 0)
            return error;
        level = splsoftclock();
        error = send_error(so);
        *space = sb_space(&so->so_snd);
        if (error == 0 && *space < (int)min(bytes, (size_t)LOCAL_SPACE) &&
            (whole || *space < so->so_snd.sb_lowat)) {
            if (flags & MSG_DONTWAIT)
                error = EWOULDBLOCK;
            else {
                sb_unlock(&so->so_snd);
                error = sb_wait(&so->so_snd);
                splx(level);
                if (error != 0)
                    return error;
                continue;
            }
        }
        splx(level);
        if (error != 0)
            sb_unlock(&so->so_snd);
        return error;
    }
}

/* Brings up to `space` bytes in buffers: one of them, or, if it is to stay together, all. */
static int bring(struct uio *uio, int space, bool whole, struct mbuf **top)
{
    struct mbuf **end = top;
    int error;

    *top = NULL;
    do {
        struct mbuf *m = m_get(MT_DATA);
        int most = MLEN;

        if (uio->uio_resid >= (size_t)MINCLSIZE) {
            m_clget(m);
            most = MCLBYTES;
        }
        most = min(min(most, space), (int)min(uio->uio_resid, (size_t)MCLBYTES));
        *end = m;
        end = &m->m_next;
        error = uio_move(m->m_data, most, uio);
        m->m_len = most;
        space -= most;
    } while (error == 0 && whole && uio->uio_resid > 0 && space > 0);
    return error;
}

int socket_send(struct socket *so, struct uio *uio, int flags)
{
    bool whole = uio->uio_resid <= (size_t)LOCAL_SPACE;
    int error = 0, space;

    while (error == 0 && uio->uio_resid > 0) {
        error = lock_with_room(so, uio->uio_resid, whole, flags, &space);
        if (error != 0)
            break;
        do {
            struct mbuf *top;
            int before = uio->uio_resid;
            spl_t level;

            error = bring(uio, space, whole, &top);
            if (error != 0) {
                m_freem(top);
                break;
            }
            space -= before - (int)uio->uio_resid;
            level = splsoftclock();
            error = so->so_proto->pr_usrreq(so, PRU_SEND, top, NULL);
            splx(level);
        } while (error == 0 && uio->uio_resid > 0 && space > 0);
        sb_unlock(&so->so_snd);
    }
    return error;
}

/* ---- receiving ---- */

/* Locks the queue when there is something in it. *at_end: there is nothing, and will be nothing. */
static int lock_with_bytes(struct socket *so, int flags, bool *at_end)
{
    *at_end = false;
    for (;;) {
        spl_t level;
        int error = sb_lock(&so->so_rcv, flags);

        if (error != 0)
            return error;
        level = splsoftclock();
        if (so->so_rcv.sb_mb != NULL) {
            splx(level);
            return 0;
        }
        if (so->so_error != 0) {
            error = so->so_error;
            so->so_error = 0;
        } else if (so->so_state & SS_CANTRCVMORE)
            *at_end = true;
        else if ((so->so_state & SS_ISCONNECTED) == 0 && (so->so_proto->pr_flags & PR_CONNREQUIRED))
            error = ENOTCONN;
        else if (flags & MSG_DONTWAIT)
            error = EWOULDBLOCK;
        else {
            sb_unlock(&so->so_rcv);
            error = sb_wait(&so->so_rcv);
            splx(level);
            if (error != 0)
                return error;
            continue;
        }
        splx(level);
        sb_unlock(&so->so_rcv);
        return error;
    }
}

int socket_receive(struct socket *so, struct uio *uio, int flags)
{
    struct mbuf *m;
    bool at_end;
    spl_t level;
    int error = lock_with_bytes(so, flags, &at_end);

    if (error != 0 || at_end)
        return error;
    current->u_ru.ru_msgrcv++;
    level = splsoftclock();
    m = so->so_rcv.sb_mb;
    while (m != NULL && uio->uio_resid > 0 && error == 0) {
        int bytes = min(uio->uio_resid, (size_t)m->m_len);

        splx(level);
        error = uio_move(m->m_data, bytes, uio);
        level = splsoftclock();
        if (error != 0)
            break;
        if (bytes == m->m_len) /* meanwhile there may be more in it */
            m = sb_drop_first(&so->so_rcv);
        else {
            m->m_data += bytes;
            m->m_len -= bytes;
            so->so_rcv.sb_cc -= bytes;
        }
    }
    if ((so->so_proto->pr_flags & PR_WANTRCVD) && so->so_pcb != NULL)
        (void)so->so_proto->pr_usrreq(so, PRU_RCVD, NULL, NULL);
    sb_unlock(&so->so_rcv);
    splx(level);
    return error;
}

int socket_select(struct socket *so, enum uio_rw which)
{
    struct sockbuf *sb = which == UIO_READ ? &so->so_rcv : &so->so_snd;
    spl_t level = splsoftclock();
    bool ready;

    if (which == UIO_READ)
        ready = sb->sb_cc >= sb->sb_lowat || (so->so_state & SS_CANTRCVMORE);
    else
        ready = sb_space(sb) >= sb->sb_lowat || (so->so_state & SS_CANTSENDMORE);
    if (so->so_error != 0)
        ready = true;
    if (!ready && select_record(&sb->sb_sel))
        sb->sb_flags |= SB_COLL;
    splx(level);
    return ready;
}
