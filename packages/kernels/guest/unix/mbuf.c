/* Buffers of sockets, taken from kmem.c and given back to it. */
#include <unix/kernel.h>
#include <unix/mbuf.h>

int mbufs_of_type[MT_TYPES];

struct mbuf *m_get(enum mbuf_type type)
{
    struct mbuf *m = kmem_alloc(MSIZE);

    m->m_next = NULL;
    m->m_data = m->m_dat;
    m->m_len = 0;
    m->m_type = type;
    m->m_flags = 0;
    mbufs_of_type[type]++;
    return m;
}

struct mbuf *m_getclr(enum mbuf_type type)
{
    struct mbuf *m = m_get(type);

    bzero(m->m_dat, MLEN);
    return m;
}

void m_clget(struct mbuf *m)
{
    m->m_ext.buffer = kmem_alloc(MCLBYTES);
    m->m_ext.size = MCLBYTES;
    m->m_data = m->m_ext.buffer;
    m->m_flags |= M_EXT;
}

struct mbuf *m_free(struct mbuf *m)
{
    struct mbuf *next = m->m_next;

    if (m->m_type == MT_FREE)
        panic("m_free: free already");
    mbufs_of_type[m->m_type]--;
    m->m_type = MT_FREE;
    if (m->m_flags & M_EXT)
        kmem_free(m->m_ext.buffer);
    kmem_free(m);
    return next;
}

void m_freem(struct mbuf *m)
{
    while (m != NULL)
        m = m_free(m);
}
