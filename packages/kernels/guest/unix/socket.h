/*
 * Sockets, as far as pipes are made of them: ends of a stream of bytes within the system. A socket
 * has two queues of buffers; what moves bytes from one socket to the other is its protocol. Calls of
 * their own, names and networks come later.
 */
#ifndef UNIX_SOCKET_H
#define UNIX_SOCKET_H

#include <unix/mbuf.h>
#include <unix/uio.h>

/* A queue of a socket. */
struct sockbuf {
    int sb_cc;            /* bytes in it */
    int sb_hiwat;         /* it takes no more bytes than this */
    int sb_mbcnt;         /* memory of its buffers */
    int sb_mbmax;         /* it takes no more memory than this */
    int sb_lowat;         /* select: with so much to take, or room for so much */
    struct mbuf *sb_mb;   /* the first buffer */
    struct mbuf *sb_last;
    struct proc *sb_sel;  /* who selects */
    uint32_t sb_flags;
};
#define SB_LOCK 0x01 /* someone is taking from it, or putting into it */
#define SB_WANT 0x02 /* someone waits for that */
#define SB_WAIT 0x04 /* someone waits for bytes, or for room */
#define SB_COLL 0x08 /* more than one selects */

struct socket;

enum socket_request {
    PRU_ATTACH,     /* a new socket: its queues, its protocol's part */
    PRU_DETACH,     /* that goes */
    PRU_DISCONNECT,
    PRU_CONNECT2,   /* with `other` */
    PRU_SHUTDOWN,   /* sends no more */
    PRU_RCVD,       /* something was taken out of so_rcv */
    PRU_SEND        /* `m` */
};

struct protocol {
    int pr_type; /* SOCK_STREAM */
    uint32_t pr_flags;
    int (*pr_usrreq)(struct socket *so, enum socket_request request, struct mbuf *m,
                     struct socket *other);
};
#define PR_CONNREQUIRED 0x01 /* nothing is sent without a connection */
#define PR_WANTRCVD 0x02     /* wants PRU_RCVD */

struct domain {
    int dom_family; /* AF_UNIX */
    const struct protocol *dom_protocols;
    int dom_count;
};
#define AF_UNIX 1
#define SOCK_STREAM 1

struct socket {
    uint16_t so_type;
    uint16_t so_state;
    int so_error; /* told once, to whoever comes next */
    const struct protocol *so_proto;
    void *so_pcb; /* the protocol's */
    struct sockbuf so_rcv;
    struct sockbuf so_snd;
};
#define SS_ISCONNECTED 0x01
#define SS_CANTSENDMORE 0x02
#define SS_CANTRCVMORE 0x04

/* ---- socket.c ---- */
int socket_create(int family, int type, struct socket **so);
void socket_close(struct socket *so);
int socket_send(struct socket *so, struct uio *uio, int flags);    /* EPIPE: nobody receives */
int socket_receive(struct socket *so, struct uio *uio, int flags); /* nothing at the end */
int socket_select(struct socket *so, enum uio_rw which);
#define MSG_DONTWAIT 0x01

/* ---- socket_state.c: by protocols ---- */
void socket_is_connected(struct socket *so);
void socket_is_disconnected(struct socket *so);
void socket_cannot_send(struct socket *so);
void socket_cannot_receive(struct socket *so);
void socket_wakeup(struct socket *so, struct sockbuf *sb);
int socket_reserve(struct socket *so, int send, int receive); /* the queues' sizes */

/* ---- sockbuf.c ---- */
int sb_lock(struct sockbuf *sb, int flags); /* EWOULDBLOCK with MSG_DONTWAIT */
void sb_unlock(struct sockbuf *sb);
int sb_wait(struct sockbuf *sb);
void sb_append(struct sockbuf *sb, struct mbuf *m);
struct mbuf *sb_drop_first(struct sockbuf *sb); /* the next one */
void sb_flush(struct sockbuf *sb);

static inline int sb_space(const struct sockbuf *sb)
{
    int bytes = sb->sb_hiwat - sb->sb_cc, memory = sb->sb_mbmax - sb->sb_mbcnt;

    return bytes < memory ? bytes : memory;
}

/* ---- local_domain.c ---- */
#define LOCAL_SPACE 4096 /* of a stream: bytes that wait */
extern const struct domain local_domain;

#endif
