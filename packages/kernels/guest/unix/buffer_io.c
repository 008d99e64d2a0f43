/*
 * Transfers of buffers. A buffer is with its device from the call of strategy until biodone(); then
 * it is given back (B_ASYNC), handed to b_iodone (B_CALL), or someone waits for it in biowait().
 */
#include <abi/errno.h>
#include <unix/buffer_list.h>
#include <unix/device.h>
#include <unix/kernel.h>

static void start(struct buf *bp)
{
    unsigned device = major(bp->b_dev);

    if (device >= (unsigned)block_device_count || block_devices[device].strategy == NULL)
        panic("buffer: no block device %u", device);
    block_devices[device].strategy(bp);
}

/* Has the device read into a buffer that does not have its block. */
static void start_read(struct buf *bp, uint32_t flags)
{
    bp->b_flags |= B_READ | flags;
    current->u_ru.ru_inblock++;
    start(bp);
}

static bool valid(const struct buf *bp) { return (bp->b_flags & (B_DONE | B_DELWRI)) != 0; }

/* What a read has come to: the buffer held, or given back with an error. */
static int read_result(struct buf *bp, struct buf **held)
{
    int error = biowait(bp);

    *held = bp;
    if (error != 0) {
        brelse(bp);
        *held = NULL;
    }
    return error;
}

int bread(dev_t device, daddr_t block, int bytes, struct buf **held)
{
    struct buf *bp = getblk(device, block, bytes);

    if (valid(bp)) {
        *held = bp;
        return 0;
    }
    buffer_statistics.reads++;
    start_read(bp, 0);
    return read_result(bp, held);
}

/* As bread(), and has the device begin with the block `ahead`, which is wanted next. */
int breada(dev_t device, daddr_t block, int bytes, daddr_t ahead, int ahead_bytes, struct buf **held)
{
    struct buf *bp = NULL, *next;

    /* First the one that is wanted. */
    if (!incore(device, block)) {
        bp = getblk(device, block, bytes);
        if (!valid(bp)) {
            buffer_statistics.reads++;
            start_read(bp, 0);
        }
    }
    /* A damaged file may have blocks that overlap, of which one is held now. */
    if (ahead != 0 && !incore(device, ahead) &&
        (ahead >= block + (bytes >> SECTOR_SHIFT) || block >= ahead + (ahead_bytes >> SECTOR_SHIFT))) {
        next = getblk(device, ahead, ahead_bytes);
        if (valid(next)) {
            brelse(next);
        } else {
            buffer_statistics.ahead++;
            start_read(next, B_ASYNC);
        }
    }
    if (bp == NULL)
        return bread(device, block, bytes, held);
    return read_result(bp, held);
}

int bwrite(struct buf *bp)
{
    uint32_t flags = bp->b_flags;
    int error;

    bp->b_flags &= ~(B_READ | B_DONE | B_ERROR | B_DELWRI);
    if (!(flags & B_DELWRI))
        current->u_ru.ru_oublock++; /* else it was counted when it was delayed */
    buffer_statistics.writes++;
    start(bp);
    if (flags & B_ASYNC)
        return 0;
    error = biowait(bp);
    brelse(bp);
    return error;
}

/* Begins to write, and does not wait; an error is not told. */
void bawrite(struct buf *bp)
{
    bp->b_flags |= B_ASYNC;
    bwrite(bp);
}

/* Is written when the buffer is needed, or at the next update(); by then it may have changed again. */
void bdwrite(struct buf *bp)
{
    if (!(bp->b_flags & B_DELWRI)) {
        current->u_ru.ru_oublock++;
        buffer_statistics.delayed++;
    }
    bp->b_flags |= B_DELWRI | B_DONE;
    brelse(bp);
}

int biowait(struct buf *bp)
{
    spl_t s = buffers_enter();

    while (!(bp->b_flags & B_DONE))
        buffers_wait(bp, PRIBIO, "transfer");
    buffers_leave(s);
    if (!(bp->b_flags & B_ERROR))
        return 0;
    return bp->b_error != 0 ? bp->b_error : EIO;
}

void biodone(struct buf *bp)
{
    spl_t s = buffers_enter();

    if (bp->b_flags & B_DONE)
        panic("biodone: done twice");
    bp->b_flags |= B_DONE;
    buffers_leave(s);
    if (bp->b_flags & B_CALL) {
        bp->b_flags &= ~B_CALL;
        bp->b_iodone(bp);
    } else if (bp->b_flags & B_ASYNC) {
        brelse(bp);
    } else {
        bp->b_flags &= ~B_WANTED;
        wakeup(bp);
    }
}
