/*
 * The disk: an image in memory. Transfers are done when strategy returns; what a real one may put off
 * is in the log, from which a test makes the disks that a power cut can leave.
 */
#include <abi/errno.h>
#include <unix/buf.h>
#include <unix/device.h>

#include "driver.h"

long disk_fail_after = -1;
uint32_t current_command;

/* Buffers that nobody holds are poisoned, and are on their way to the disk from here. */
__attribute__((no_sanitize("address"))) static void copy(volatile uint8_t *to,
                                                         const volatile uint8_t *from, size_t bytes)
{
    while (bytes-- > 0)
        *to++ = *from++;
}

static void log_write(uint32_t sector, uint32_t bytes, uint32_t asynchronous, const uint8_t *data)
{
    struct disk_log_header header = { sector, bytes, asynchronous, current_command };

    log_bytes(&header, sizeof header);
    log_bytes(data, bytes);
}

void disk_log_mark(void) { log_write(DISK_LOG_MARK, 0, 0, NULL); }

static void disk_strategy(struct buf *bp)
{
    uint64_t at = (uint64_t)(uint32_t)bp->b_blkno << SECTOR_SHIFT;

    bp->b_resid = 0;
    if (bp->b_bcount <= 0 || bp->b_bcount % 512 != 0)
        panic("disk: %d bytes", bp->b_bcount);
    if (disk_fail_after == 0 || bp->b_blkno < 0 || at + (uint64_t)bp->b_bcount > disk_bytes) {
        bp->b_flags |= B_ERROR;
        bp->b_error = EIO;
        bp->b_resid = bp->b_bcount;
    } else if (bp->b_flags & B_READ) {
        copy(bp->b_addr, disk_image + at, (size_t)bp->b_bcount);
    } else {
        copy(disk_image + at, bp->b_addr, (size_t)bp->b_bcount);
        log_write((uint32_t)bp->b_blkno, (uint32_t)bp->b_bcount, (bp->b_flags & B_ASYNC) != 0,
                  disk_image + at);
    }
    if (disk_fail_after > 0)
        disk_fail_after--;
    biodone(bp);
}

static int open_close(dev_t device, int flags)
{
    (void)device, (void)flags;
    return 0;
}

static int size(dev_t device)
{
    (void)device;
    return (int)(disk_bytes >> SECTOR_SHIFT);
}

const struct block_device block_devices[] = { { "disk", open_close, open_close, disk_strategy, size } };
const int block_device_count = 1;
const struct char_device char_devices[] = { { .name = NULL } };
const int char_device_count = 0;
dev_t root_device = makedev(0, 0);
