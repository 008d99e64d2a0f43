/*
 * Buffers of sockets: small blocks of one size, linked to chains, with the bytes in themselves or in
 * a larger piece beside them (a cluster).
 */
#ifndef UNIX_MBUF_H
#define UNIX_MBUF_H

#include <stdbool.h>
#include <stdint.h>

#define MSIZE 128      /* of a buffer */
#define MCLBYTES 2048  /* of a cluster */

/* Bytes that fit in: the head has two pointers, two numbers of 16 bits and one of 32. */
#define MLEN (MSIZE - 2 * (int)sizeof(void *) - 8)
#define MINCLSIZE (2 * MLEN) /* from so many on a cluster is worth it */

struct mbuf {
    struct mbuf *m_next; /* of the same data */
    char *m_data;        /* the first byte that counts */
    int32_t m_len;
    uint16_t m_type;
    uint16_t m_flags;
    union {
        char m_dat[MLEN];
        struct {
            char *buffer;
            int size;
        } m_ext; /* M_EXT */
    };
};
_Static_assert(sizeof(struct mbuf) == MSIZE, "a buffer's size");

#define M_EXT 0x01 /* the bytes are in a cluster */

enum mbuf_type { MT_FREE, MT_DATA, MT_PCB, MT_TYPES };

struct mbuf *m_get(enum mbuf_type type); /* may wait; never NULL */
struct mbuf *m_getclr(enum mbuf_type type); /* with zeros */
void m_clget(struct mbuf *m);            /* gives it a cluster */
struct mbuf *m_free(struct mbuf *m);     /* the next one */
void m_freem(struct mbuf *m);            /* a chain */

/* Memory that a buffer takes, as against what it holds. */
static inline int m_memory(const struct mbuf *m)
{
    return MSIZE + (m->m_flags & M_EXT ? m->m_ext.size : 0);
}

/* How many there are of each type. */
extern int mbufs_of_type[MT_TYPES];

#endif
