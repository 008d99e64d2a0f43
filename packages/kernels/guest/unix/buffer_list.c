/*
 * Buffers that nobody holds, in the order in which they are taken for other blocks. Interrupts give
 * buffers back (biodone), so the lists and B_WANTED are touched at splbio only.
 */
#include <unix/buffer_list.h>
#include <unix/kernel.h>
#include <unix/lock.h>

struct buf *buffers;
int buffer_count;
struct buf free_lists[BUFFER_LISTS];
static struct spin_lock lists_lock = { .s_name = "free buffers", .s_order = ORDER_BUFFER_LIST };

static void list_put_first(struct buf *bp, struct buf *list)
{
    list->av_forw->av_back = bp;
    bp->av_forw = list->av_forw;
    list->av_forw = bp;
    bp->av_back = list;
}

static void list_put_last(struct buf *bp, struct buf *list)
{
    list->av_back->av_forw = bp;
    bp->av_back = list->av_back;
    list->av_back = bp;
    bp->av_forw = list;
}

spl_t buffers_enter(void)
{
    spl_t s = splbio();

    spin_take(&lists_lock);
    return s;
}

void buffers_leave(spl_t s)
{
    spin_release(&lists_lock);
    splx(s);
}

void buffers_wait(const void *channel, int priority, const char *why)
{
    spin_release(&lists_lock);
    sleep_on(channel, priority, why, 0);
    spin_take(&lists_lock);
}

static void take(struct buf *bp)
{
    if (bp->b_flags & B_BUSY)
        panic("buffer %p is held, and taken", (void *)bp);
    bp->av_back->av_forw = bp->av_forw;
    bp->av_forw->av_back = bp->av_back;
    bp->b_flags |= B_BUSY;
}

void buffer_take(struct buf *bp)
{
    spl_t s = buffers_enter();

    take(bp);
    buffers_leave(s);
}

/* The buffer is given back; who waits for it, or for any, goes on. */
void brelse(struct buf *bp)
{
    struct buf *any = &free_lists[BUFFERS_LRU];
    spl_t s = buffers_enter();

    if (!(bp->b_flags & B_BUSY) || (bp->b_flags & B_HEAD))
        panic("brelse: buffer %p, flags %x, is not held", (void *)bp, (unsigned)bp->b_flags);
    if (bp->b_flags & B_WANTED)
        wakeup(bp);
    if (any->b_flags & B_WANTED) {
        any->b_flags &= ~B_WANTED;
        wakeup(any);
    }
    if (bp->b_flags & B_ERROR) {
        if (bp->b_flags & B_LOCKED)
            bp->b_flags &= ~B_ERROR; /* it is tried again at the next flush */
        else
            bp->b_flags |= B_INVAL;
    }
    if (bp->b_flags & B_INVAL) {
        bp->b_flags &= ~B_DELWRI;
        bp->b_dev = NODEV; /* it stays in its chain, and is not found there */
    }

    if (bp->b_bufsize <= 0)
        list_put_first(bp, &free_lists[BUFFERS_EMPTY]);
    else if (bp->b_flags & B_INVAL)
        list_put_first(bp, &free_lists[BUFFERS_AGE]);
    else if (bp->b_flags & B_LOCKED)
        list_put_last(bp, &free_lists[BUFFERS_LOCKED]);
    else if (bp->b_flags & B_AGE)
        list_put_last(bp, &free_lists[BUFFERS_AGE]);
    else
        list_put_last(bp, &free_lists[BUFFERS_LRU]);
    bp->b_flags &= ~(B_WANTED | B_BUSY | B_ASYNC | B_AGE | B_CACHE);
    buffers_leave(s);
}

struct buf *getnewbuf(void)
{
    struct buf *list, *bp;
    spl_t s = buffers_enter();

    for (list = &free_lists[BUFFERS_AGE]; list > free_lists; list--)
        if (list->av_forw != list)
            break;
    if (list == free_lists) { /* all are held, or locked */
        list = &free_lists[BUFFERS_LRU];
        list->b_flags |= B_WANTED;
        buffers_wait(list, PRIBIO + 1, "buffers");
        buffers_leave(s);
        return NULL;
    }
    bp = list->av_forw;
    take(bp);
    buffers_leave(s);
    if (bp->b_flags & B_DELWRI) {
        bp->b_flags |= B_AGE;
        bawrite(bp);
        return NULL;
    }
    if (!(bp->b_flags & B_INVAL))
        buffer_statistics.stolen++;
    buffer_unhash(bp);
    bp->b_flags = B_BUSY;
    bp->b_bcount = 0;
    return bp;
}

void buffer_cache_start(size_t bytes)
{
    for (int i = 0; i < BUFFER_LISTS; i++) {
        free_lists[i].av_forw = free_lists[i].av_back = &free_lists[i];
        free_lists[i].b_flags = B_HEAD;
    }
    buffer_memory_start(bytes);
}
