/*
 * Buffers that nobody holds, in the order in which they are taken for other blocks. Interrupts give
 * buffers back (biodone), so the lists and B_WANTED are touched at splbio only.
 */
#include <unix/buffer_list.h>
#include <unix/kernel.h>

struct buf *buffers;
int buffer_count;
struct buf free_lists[BUFFER_LISTS];

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

void buffer_take(struct buf *bp)
{
    spl_t s = splbio();

    bp->av_back->av_forw = bp->av_forw;
    bp->av_forw->av_back = bp->av_back;
    bp->b_flags |= B_BUSY;
    splx(s);
}

/* The buffer is given back; who waits for it, or for any, goes on. */
void brelse(struct buf *bp)
{
    struct buf *any = &free_lists[BUFFERS_LRU];
    spl_t s = splbio();

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
    splx(s);
}

struct buf *getnewbuf(void)
{
    struct buf *list, *bp;
    spl_t s = splbio();

    for (list = &free_lists[BUFFERS_AGE]; list > free_lists; list--)
        if (list->av_forw != list)
            break;
    if (list == free_lists) { /* all are held, or locked */
        list = &free_lists[BUFFERS_LRU];
        list->b_flags |= B_WANTED;
        sleep_on(list, PRIBIO + 1, "buffers", 0);
        splx(s);
        return NULL;
    }
    bp = list->av_forw;
    buffer_take(bp);
    splx(s);
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
