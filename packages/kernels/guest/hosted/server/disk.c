/* The disk: transfers of buffers become the host's, done by a thread of its own. */
#include <unix/buf.h>

#include "server.h"

#define SECTOR (1 << SECTOR_SHIFT)

static bool is_there(dev_t device)
{
    return minor(device) == 0;
}

int disk_open(dev_t device, int flags)
{
    (void)flags;
    return is_there(device) ? 0 : ENXIO;
}

int disk_close(dev_t device, int flags)
{
    (void)device;
    (void)flags;
    return 0;
}

int disk_size(dev_t device)
{
    return is_there(device) ? host_disk_bytes() / SECTOR : -1;
}

static void finish(struct buf *bp, int error)
{
    bp->b_resid = error != 0 ? bp->b_bcount : 0;
    if (error != 0) {
        bp->b_flags |= B_ERROR;
        bp->b_error = error;
    }
    biodone(bp);
}

static void transferred(void *transfer, bool failed)
{
    struct host_transfer *t = transfer;
    struct buf *bp = t->whose;

    current_user = &user_0;
    kmem_free(t);
    finish(bp, failed ? EIO : 0);
}

void disk_strategy(struct buf *bp)
{
    struct host_transfer *t;
    int64_t offset = (int64_t)bp->b_blkno << SECTOR_SHIFT;

    if (!is_there(bp->b_dev) || bp->b_blkno < 0 || offset + bp->b_bcount > host_disk_bytes()) {
        finish(bp, ENXIO);
        return;
    }
    t = kmem_try(sizeof *t);
    if (t == NULL)
        panic("disk: no memory for a transfer");
    t->write = (bp->b_flags & B_READ) == 0;
    t->offset = offset;
    t->at = bp->b_addr;
    t->bytes = bp->b_bcount;
    t->whose = bp;
    host_disk_start(t, transferred);
}
