/*
 * A block device read and written without the cache, by transfers of whole sectors between the disk
 * and a buffer of the call's own. Obligations: offset and length are whole sectors; a transfer ends
 * at the device's end, which a write must not reach beyond; the device says how much it left undone.
 */
#include <abi/errno.h>
#include <unix/buf.h>
#include <unix/device.h>
#include <unix/kernel.h>

#define SECTOR 512
#define RAW_BYTES 32768 /* of one transfer */

/* Bytes of the next transfer: 0 at the end of the device. */
static size_t raw_length(dev_t device, const struct uio *uio)
{
    int sectors = block_devices[major(device)].size(device);
    size_t bytes = min(uio->uio_resid, (size_t)RAW_BYTES);
    daddr_t at = uio->uio_offset / SECTOR;

    if (sectors < 0)
        return bytes;
    return at >= sectors ? 0 : min(bytes, (size_t)(sectors - at) * SECTOR);
}

/* *moved is what the device has transferred. */
static int raw_transfer(dev_t device, daddr_t sector, uint8_t *at, size_t bytes, int direction,
                        size_t *moved)
{
    struct buf b = {
        .b_flags = B_BUSY | direction,
        .b_dev = device,
        .b_blkno = sector,
        .b_addr = at,
        .b_bcount = (int)bytes,
        .b_bufsize = RAW_BYTES,
    };
    int error;

    block_devices[major(device)].strategy(&b);
    error = biowait(&b);
    *moved = bytes - (size_t)b.b_resid;
    return error;
}

static int raw(dev_t device, struct uio *uio, int direction)
{
    uint8_t *at;
    int error = 0;

    if (uio->uio_offset < 0 || uio->uio_offset % SECTOR != 0 || uio->uio_resid % SECTOR != 0)
        return EINVAL;
    at = kmem_alloc(RAW_BYTES);
    while (error == 0 && uio->uio_resid > 0) {
        daddr_t sector = uio->uio_offset / SECTOR;
        size_t bytes = raw_length(device, uio);
        size_t moved = 0;

        if (bytes == 0) {
            error = direction == B_READ ? 0 : ENXIO;
            break;
        }
        if (direction == B_READ) {
            error = raw_transfer(device, sector, at, bytes, direction, &moved);
            if (error == 0)
                error = uio_move(at, moved, uio);
        } else {
            error = uio_move(at, bytes, uio);
            if (error == 0) {
                error = raw_transfer(device, sector, at, bytes, direction, &moved);
                uio->uio_resid += bytes - moved; /* taken, and not written */
            }
        }
        if (moved < bytes)
            break;
    }
    kmem_free(at);
    return error;
}

int raw_read(dev_t device, struct uio *uio, int ioflag)
{
    (void)ioflag;
    return raw(device, uio, B_READ);
}

int raw_write(dev_t device, struct uio *uio, int ioflag)
{
    (void)ioflag;
    return raw(device, uio, B_WRITE);
}
