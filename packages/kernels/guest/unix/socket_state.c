/* What becomes of a socket, and who hears of it. */
#include <unix/kernel.h>
#include <unix/socket.h>

/* Memory that a queue's buffers may take for each byte of its size. The worst that writes can do is a
 * cluster for MINCLSIZE bytes, and a buffer for one byte behind it. */
#define MEMORY_FACTOR 16

void socket_wakeup(struct socket *so, struct sockbuf *sb)
{
    (void)so; /* a protocol may want to know, and SIGIO's receiver */
    if (sb->sb_sel != NULL) {
        struct proc *p = sb->sb_sel;
        bool collision = (sb->sb_flags & SB_COLL) != 0;

        sb->sb_sel = NULL;
        sb->sb_flags &= ~SB_COLL;
        select_wakeup(p, collision);
    }
    if (sb->sb_flags & SB_WAIT) {
        sb->sb_flags &= ~SB_WAIT;
        wakeup(&sb->sb_cc);
    }
}

void socket_is_connected(struct socket *so)
{
    so->so_state |= SS_ISCONNECTED;
    socket_wakeup(so, &so->so_rcv);
    socket_wakeup(so, &so->so_snd);
}

void socket_is_disconnected(struct socket *so)
{
    so->so_state &= ~SS_ISCONNECTED;
    so->so_state |= SS_CANTRCVMORE | SS_CANTSENDMORE;
    socket_wakeup(so, &so->so_snd);
    socket_wakeup(so, &so->so_rcv);
}

void socket_cannot_send(struct socket *so)
{
    so->so_state |= SS_CANTSENDMORE;
    socket_wakeup(so, &so->so_snd);
}

void socket_cannot_receive(struct socket *so)
{
    so->so_state |= SS_CANTRCVMORE;
    socket_wakeup(so, &so->so_rcv);
}

static void reserve(struct sockbuf *sb, int bytes)
{
    sb->sb_hiwat = bytes;
    sb->sb_mbmax = bytes * MEMORY_FACTOR;
    if (sb->sb_lowat > sb->sb_hiwat)
        sb->sb_lowat = sb->sb_hiwat;
}

int socket_reserve(struct socket *so, int send, int receive)
{
    so->so_snd.sb_lowat = MCLBYTES;
    so->so_rcv.sb_lowat = 1;
    reserve(&so->so_snd, send);
    reserve(&so->so_rcv, receive);
    return 0;
}
