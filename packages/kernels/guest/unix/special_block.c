/*
 * Block devices read and written as files, through the buffer cache, in blocks of BLOCK_DEVICE_UNIT
 * bytes. A device's size ends its blocks: there is nothing to read behind it, and no place to write.
 * A block written to its end is started at once, others wait for the rest.
 */
#include <abi/errno.h>
#include <unix/buf.h>
#include <unix/device.h>
#include <unix/kernel.h>
#include <unix/special.h>

#define BLOCK_DEVICE_UNIT 2048
#define SECTOR 512

/* The block that an offset is in. */
struct place {
    daddr_t sector; /* where it begins */
    int bytes;      /* how many it has */
    int skip;       /* how many of them stand before the offset */
    size_t count;   /* how many of the transfer are in it */
};

/* False: the offset is behind the end. */
static bool place_find(dev_t device, const struct uio *uio, struct place *at)
{
    int sectors = block_devices[major(device)].size(device);
    off_t block = uio->uio_offset / BLOCK_DEVICE_UNIT;

    at->sector = block * (BLOCK_DEVICE_UNIT / SECTOR);
    at->skip = uio->uio_offset % BLOCK_DEVICE_UNIT;
    at->bytes = BLOCK_DEVICE_UNIT;
    if (sectors >= 0) {
        if (at->sector >= sectors)
            return false;
        at->bytes = min(BLOCK_DEVICE_UNIT, (sectors - at->sector) * SECTOR);
    }
    if (at->skip >= at->bytes)
        return false;
    at->count = min((size_t)(at->bytes - at->skip), uio->uio_resid);
    return true;
}

/* With the next block, if the blocks before were read one after the other. */
static int block_read(dev_t device, const struct place *at, struct buf **bp)
{
    struct device_use *use = device_use_find(device, VBLK);
    int sectors = block_devices[major(device)].size(device);
    daddr_t next = at->sector + BLOCK_DEVICE_UNIT / SECTOR;
    bool sequential = use->last_block == at->sector - BLOCK_DEVICE_UNIT / SECTOR;

    use->last_block = at->sector;
    if (sequential && sectors >= 0 && next + BLOCK_DEVICE_UNIT / SECTOR <= sectors)
        return breada(device, at->sector, at->bytes, next, BLOCK_DEVICE_UNIT, bp);
    return bread(device, at->sector, at->bytes, bp);
}

int special_block_read(struct vnode *vp, struct uio *uio)
{
    dev_t device = vp->v_rdev;
    struct place at;
    struct buf *bp;
    int error = 0;

    if (uio->uio_offset < 0)
        return EINVAL;
    while (error == 0 && uio->uio_resid > 0 && place_find(device, uio, &at)) {
        error = block_read(device, &at, &bp);
        if (error != 0)
            break;
        error = uio_move(bp->b_addr + at.skip, at.count, uio);
        brelse(bp);
    }
    return error;
}

int special_block_write(struct vnode *vp, struct uio *uio)
{
    dev_t device = vp->v_rdev;
    struct place at;
    struct buf *bp;
    int error = 0;

    if (uio->uio_offset < 0)
        return EINVAL;
    while (error == 0 && uio->uio_resid > 0) {
        if (!place_find(device, uio, &at))
            return ENXIO;
        if (at.count == (size_t)at.bytes)
            bp = getblk(device, at.sector, at.bytes);
        else {
            error = bread(device, at.sector, at.bytes, &bp);
            if (error != 0)
                break;
        }
        error = uio_move(bp->b_addr + at.skip, at.count, uio);
        if (error != 0 && !(bp->b_flags & B_DONE))
            bp->b_flags |= B_INVAL; /* half of a block that was not read */
        if (error != 0)
            brelse(bp);
        else if (at.skip + (int)at.count == at.bytes)
            bawrite(bp);
        else
            bdwrite(bp);
    }
    return error;
}
