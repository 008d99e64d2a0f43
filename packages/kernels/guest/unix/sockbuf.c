/*
 * Queues of sockets. Who takes from one, or puts into one what a process has, holds its lock
 * meanwhile, since moving a process's bytes may wait: so a write that has room for all of it stays in
 * one piece. A protocol needs no lock to append.
 */
#include <unix/kernel.h>
#include <unix/socket.h>

#include <abi/errno.h>

int sb_lock(struct sockbuf *sb, int flags)
{
    while (sb->sb_flags & SB_LOCK) {
        int error;

        if (flags & MSG_DONTWAIT)
            return EWOULDBLOCK;
        sb->sb_flags |= SB_WANT;
        error = sleep_on(&sb->sb_flags, PSOCK | PCATCH, "netlck", 0);
        if (error != 0)
            return error;
    }
    sb->sb_flags |= SB_LOCK;
    return 0;
}

void sb_unlock(struct sockbuf *sb)
{
    sb->sb_flags &= ~SB_LOCK;
    if (sb->sb_flags & SB_WANT) {
        sb->sb_flags &= ~SB_WANT;
        wakeup(&sb->sb_flags);
    }
}

int sb_wait(struct sockbuf *sb)
{
    sb->sb_flags |= SB_WAIT;
    return sleep_on(&sb->sb_cc, PSOCK | PCATCH, "netio", 0);
}

static void count(struct sockbuf *sb, const struct mbuf *m)
{
    sb->sb_cc += m->m_len;
    sb->sb_mbcnt += m_memory(m);
}

static void uncount(struct sockbuf *sb, const struct mbuf *m)
{
    sb->sb_cc -= m->m_len;
    sb->sb_mbcnt -= m_memory(m);
}

/* Bytes that a small buffer has room for behind its own. */
static int room_behind(const struct mbuf *m)
{
    return m->m_flags & M_EXT ? 0 : m->m_dat + MLEN - (m->m_data + m->m_len);
}

/* A buffer whose bytes fit into the last one does not stay one of its own. */
static void compress(struct sockbuf *sb, struct mbuf *m)
{
    while (m != NULL) {
        struct mbuf *last = sb->sb_last;

        if (m->m_len == 0) {
            m = m_free(m);
            continue;
        }
        if (last != NULL && last->m_type == m->m_type && m->m_len <= room_behind(last)) {
            bcopy(m->m_data, last->m_data + last->m_len, m->m_len);
            last->m_len += m->m_len;
            sb->sb_cc += m->m_len;
            m = m_free(m);
            continue;
        }
        if (last != NULL)
            last->m_next = m;
        else
            sb->sb_mb = m;
        sb->sb_last = m;
        count(sb, m);
        m = m->m_next;
        sb->sb_last->m_next = NULL;
    }
}

void sb_append(struct sockbuf *sb, struct mbuf *m)
{
    if (m != NULL)
        compress(sb, m);
}

struct mbuf *sb_drop_first(struct sockbuf *sb)
{
    struct mbuf *m = sb->sb_mb;

    uncount(sb, m);
    sb->sb_mb = m_free(m);
    if (sb->sb_mb == NULL)
        sb->sb_last = NULL;
    return sb->sb_mb;
}

void sb_flush(struct sockbuf *sb)
{
    if (sb->sb_flags & SB_LOCK)
        panic("sb_flush: locked");
    while (sb->sb_mb != NULL)
        (void)sb_drop_first(sb);
    if (sb->sb_cc != 0 || sb->sb_mbcnt != 0)
        panic("sb_flush: %d bytes, memory %d", sb->sb_cc, sb->sb_mbcnt);
}
