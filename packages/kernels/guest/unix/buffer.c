/*
 * The buffer cache: which buffer has which block. A block of a device is in one buffer at most, and
 * buffers do not overlap: blocks of a file system begin and end within the same 8 KB of the disk,
 * which all hash to one chain, where brealloc() finds them. Only processes change the chains.
 */
#include <unix/buffer_list.h>
#include <unix/kernel.h>
#include <unix/lock.h>

#define HASH_SIZE 512
/* Sectors of the largest block: addresses of parts of one hash alike. */
#define HASH_ROUND (BUFFER_BYTES_MAX >> SECTOR_SHIFT)

static struct buf *hash_heads[HASH_SIZE];
static struct spin_lock hash_lock = { .s_name = "buffers", .s_order = ORDER_BUFFERS };
struct buffer_statistics buffer_statistics;

static struct buf **hash_chain(dev_t device, daddr_t block)
{
    return &hash_heads[(device + (uint32_t)block / HASH_ROUND) % HASH_SIZE];
}

static void buffer_hash(struct buf *bp, struct buf **chain)
{
    spin_take(&hash_lock);
    bp->b_forw = *chain;
    if (bp->b_forw != NULL)
        bp->b_forw->b_back = &bp->b_forw;
    bp->b_back = chain;
    *chain = bp;
    spin_release(&hash_lock);
}

void buffer_unhash(struct buf *bp)
{
    spin_take(&hash_lock);
    if (bp->b_back != NULL) {
        *bp->b_back = bp->b_forw;
        if (bp->b_forw != NULL)
            bp->b_forw->b_back = bp->b_back;
        bp->b_back = NULL;
    }
    spin_release(&hash_lock);
}

/* The buffer that has the block, whoever holds it; NULL: none. */
static struct buf *buffer_find(dev_t device, daddr_t block)
{
    struct buf *bp;

    spin_take(&hash_lock);
    for (bp = *hash_chain(device, block); bp != NULL; bp = bp->b_forw)
        if (bp->b_blkno == block && bp->b_dev == device)
            break;
    spin_release(&hash_lock);
    return bp;
}

/* Is the block in the cache, or on its way there? */
bool incore(dev_t device, daddr_t block)
{
    return buffer_find(device, block) != NULL;
}

/* Waits until whoever holds it gives it back; then it may be anything. False: nobody holds it. */
static bool wait_if_busy(struct buf *bp)
{
    spl_t s = buffers_enter();
    bool busy = (bp->b_flags & B_BUSY) != 0;

    if (busy) {
        bp->b_flags |= B_WANTED;
        buffers_wait(bp, PRIBIO + 1, "buffer");
    }
    buffers_leave(s);
    return busy;
}

/* The buffer of a block, held. What is in it is the block's only with B_DONE or B_DELWRI. */
struct buf *getblk(dev_t device, daddr_t block, int bytes)
{
    struct buf **chain = hash_chain(device, block);
    struct buf *bp;

    if (bytes <= 0 || bytes > BUFFER_BYTES_MAX)
        panic("getblk: %d bytes", bytes);
    buffer_statistics.lookups++;
again:
    bp = buffer_find(device, block);
    if (bp != NULL) {
        if (wait_if_busy(bp))
            goto again;
        buffer_take(bp);
        if (bp->b_bcount != bytes) {
            if (bp->b_flags & B_DELWRI) { /* by who had the block before */
                bwrite(bp);
                goto again;
            }
            if (!brealloc(bp, bytes))
                goto again;
        }
        bp->b_flags |= B_CACHE;
        buffer_statistics.hits++;
        return bp;
    }
    bp = getnewbuf();
    if (bp == NULL)
        goto again; /* someone may have fetched it meanwhile */
    bp->b_dev = device;
    bp->b_blkno = block;
    bp->b_error = 0;
    bp->b_resid = 0;
    buffer_hash(bp, chain);
    brealloc(bp, bytes);
    return bp;
}

/* Throws away what is cached of the disk's part that bp's block is going to be, but bp. */
static void purge_overlaps(struct buf *bp, int bytes)
{
    daddr_t start = bp->b_blkno, end = start + (bytes >> SECTOR_SHIFT);
    struct buf **chain = hash_chain(bp->b_dev, start);
    struct buf *other;

again:
    for (other = *chain; other != NULL; other = other->b_forw) {
        if (other == bp || other->b_dev != bp->b_dev || other->b_bcount == 0)
            continue;
        if (other->b_blkno >= end || other->b_blkno + (other->b_bcount >> SECTOR_SHIFT) <= start)
            continue;
        if (wait_if_busy(other))
            goto again;
        buffer_take(other);
        if (other->b_flags & B_DELWRI) {
            bwrite(other);
            goto again;
        }
        other->b_flags |= B_INVAL;
        brelse(other);
    }
}

bool brealloc(struct buf *bp, int bytes)
{
    if (bytes == bp->b_bcount)
        return true;
    if (bytes < bp->b_bcount) {
        if (bp->b_flags & B_DELWRI) {
            bwrite(bp);
            return false;
        }
        allocbuf(bp, bytes);
        return true;
    }
    bp->b_flags &= ~B_DONE; /* the new part is not the disk's */
    purge_overlaps(bp, bytes);
    allocbuf(bp, bytes);
    return true;
}

void bclear(struct buf *bp)
{
    bzero(bp->b_addr, (size_t)bp->b_bcount);
    bp->b_resid = 0;
}

/* Writes what is delayed of a device, and waits until all its writes are done if `wait`. */
void bflush(dev_t device, bool wait)
{
    struct buf *list, *bp;
    spl_t s;

again:
    s = splbio();
    for (list = free_lists; list < &free_lists[BUFFERS_EMPTY]; list++)
        for (bp = list->av_forw; bp != list; bp = bp->av_forw) {
            if (!(bp->b_flags & B_DELWRI) || (device != NODEV && bp->b_dev != device))
                continue;
            buffer_take(bp);
            splx(s);
            bawrite(bp);
            goto again;
        }
    splx(s);
    if (!wait)
        return;
    for (bp = buffers; bp < buffers + buffer_count; bp++)
        while ((device == NODEV || bp->b_dev == device) && (bp->b_flags & B_ASYNC) &&
               wait_if_busy(bp))
            ;
}

/* Forgets what is cached of a device; what is delayed is lost. */
void binval(dev_t device)
{
    struct buf *bp;

    for (bp = buffers; bp < buffers + buffer_count; bp++) {
        while (bp->b_dev == device && wait_if_busy(bp))
            ;
        if (bp->b_dev != device)
            continue;
        buffer_take(bp);
        bp->b_flags |= B_INVAL;
        brelse(bp);
    }
}
