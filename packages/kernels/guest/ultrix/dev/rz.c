/*
 * SCSI disks: a queue of requests for each, the first of which is being done.
 *
 *      rz_strategy ──► disksort ──► rz_transfer ──► asc ──► rz_done ──► biodone, the next one
 *                                       ▲  larger than the bus takes: in parts  │
 *                                       └── it failed: sense data, again ◄──────┘
 *
 * Minor number: the SCSI id. There are no partitions: a disk is one file system.
 */
#include <unoptimised.h>

#include "dev.h"
#include "disksort.h"
#include "../statistics.h"

#include <abi/errno.h>
#include <scsi.h>
#include <unix/buf.h>
#include <unix/file.h>

#define TRANSFER_MAX 65536 /* bytes of one command */
#define RETRIES 5
#define BUSY_RETRY_TICKS (hz / 10)
/* For the order of requests: an RZ55's 15 heads and 36 sectors. Others are sorted a little worse. */
#define SECTORS_PER_CYLINDER (15 * 36)
#define NAME_AT 8 /* in what INQUIRY tells: vendor and product */
#define NAME_BYTES 24

static struct rz {
    struct scsi_command command;
    struct buf *queue;
    uint8_t sense[SENSE_BYTES] __attribute__((aligned(4)));
    bool sensing; /* `command` asks for sense data */
    bool present;
    int failed;   /* bytes moved by the command whose sense data are asked for */
    int retries;  /* of this part */
    int moved;    /* bytes of the first request */
    daddr_t blocks;
    daddr_t next; /* behind the last that a command has moved */
} disks[SCSI_TARGETS];

/* ---- requests ---- */

static unsigned target_of(const struct rz *rz)
{
    return rz - disks;
}

/* A command is about to begin. */
static void count(struct rz *rz, daddr_t block, int blocks)
{
    struct drive_statistics *d = &drive_statistics[target_of(rz)];

    d->d_transfers++;
    d->d_words += blocks * (SCSI_BLOCK / DRIVE_WORD);
    if (block != rz->next)
        d->d_seeks++;
    rz->next = block + blocks;
    drives_busy |= 1u << target_of(rz);
}

/* Has the first request's next part moved. */
static void rz_transfer(struct rz *rz)
{
    struct buf *bp = rz->queue;
    int bytes = bp->b_bcount - rz->moved, blocks;
    daddr_t block = bp->b_blkno + rz->moved / SCSI_BLOCK;

    if (bytes > TRANSFER_MAX)
        bytes = TRANSFER_MAX;
    blocks = (bytes + SCSI_BLOCK - 1) / SCSI_BLOCK;
    count(rz, block, blocks);
    scsi_transfer(&rz->command, target_of(rz), block, blocks, (bp->b_flags & B_READ) == 0);
    rz->command.data = bp->b_addr + rz->moved;
    asc_submit(&rz->command);
}

static void rz_begin(struct rz *rz)
{
    rz->moved = 0;
    rz->retries = 0;
    rz_transfer(rz);
}

static void rz_end(struct rz *rz, int error)
{
    struct buf *bp = rz->queue;

    if (error != 0) {
        bp->b_flags |= B_ERROR;
        bp->b_error = error;
    }
    bp->b_resid = bp->b_bcount - rz->moved;
    rz->queue = bp->b_driver;
    if (rz->queue != NULL)
        rz_begin(rz);
    biodone(bp);
}

static void rz_again(void *disk)
{
    struct rz *rz = disk;
    spl_t level = splbio();

    rz_transfer(rz);
    splx(level);
}

static void report(const struct rz *rz, const char *what, uint32_t block)
{
    kprintf("rz%d: %s: %s at block %d\n", target_of(rz),
            rz->queue->b_flags & B_READ ? "read" : "write", what, block);
}

static void rz_retry(struct rz *rz, const char *why, uint32_t block)
{
    if (++rz->retries > RETRIES) {
        report(rz, why, block);
        rz_end(rz, EIO);
    } else
        rz_transfer(rz);
}

/* A part, or some of it, has been moved. */
static void rz_moved(struct rz *rz, int bytes)
{
    struct buf *bp = rz->queue;

    rz->moved += bytes;
    rz->retries = 0;
    if (rz->moved >= bp->b_bcount || bytes == 0)
        rz_end(rz, 0);
    else
        rz_transfer(rz);
}

static void rz_sense(struct rz *rz)
{
    rz->failed = rz->command.count - rz->command.resid;
    rz->sensing = true;
    scsi_request_sense(&rz->command, target_of(rz));
    rz->command.data = rz->sense;
    asc_submit(&rz->command);
}

/* The sense data have come. */
static void rz_sensed(struct rz *rz)
{
    const char *key = scsi_key_name(rz->sense);
    uint32_t block = scsi_error_block(rz->sense, rz->queue->b_blkno + rz->moved / SCSI_BLOCK);

    rz->sensing = false;
    if (rz->command.error != 0 || rz->command.status != SCSI_GOOD) {
        rz_retry(rz, "no sense data", block);
        return;
    }
    switch (scsi_judge(rz->sense)) {
    case SCSI_RECOVERED:
        report(rz, key, block);
        rz_moved(rz, rz->failed);
        break;
    case SCSI_RETRY:
        rz_retry(rz, key, block);
        break;
    case SCSI_PROTECTED:
        rz_end(rz, EROFS);
        break;
    case SCSI_FAILED:
        report(rz, key, block);
        rz_end(rz, EIO);
        break;
    }
}

/* The command has ended: at splbio, from the controller's interrupt. */
static void rz_done(struct scsi_command *command)
{
    struct rz *rz = &disks[command->target];
    uint32_t block = rz->queue->b_blkno + rz->moved / SCSI_BLOCK;

    drives_busy &= ~(1u << command->target);
    if (rz->sensing)
        rz_sensed(rz);
    else if (command->error == ENXIO)
        rz_end(rz, ENXIO);
    else if (command->error != 0)
        rz_retry(rz, "bus error", block);
    else if (command->status == SCSI_GOOD)
        rz_moved(rz, command->count - command->resid);
    else if (command->status == SCSI_CHECK_CONDITION)
        rz_sense(rz);
    else if (command->status == SCSI_BUSY && ++rz->retries <= RETRIES)
        timeout(rz_again, rz, BUSY_RETRY_TICKS);
    else
        rz_retry(rz, "bad status", block);
}

static void refuse(struct buf *bp, int error)
{
    bp->b_flags |= B_ERROR;
    bp->b_error = error;
    bp->b_resid = bp->b_bcount;
    biodone(bp);
}

void rz_strategy(struct buf *bp)
{
    unsigned unit = minor(bp->b_dev);
    struct rz *rz = &disks[unit];
    daddr_t blocks = (bp->b_bcount + SCSI_BLOCK - 1) / SCSI_BLOCK;
    spl_t level;

    if (unit >= SCSI_TARGETS || !rz->present) {
        refuse(bp, ENXIO);
        return;
    }
    if (bp->b_blkno == rz->blocks && (bp->b_flags & B_READ)) {
        bp->b_resid = bp->b_bcount; /* the end of the file that a disk is */
        biodone(bp);
        return;
    }
    if (bp->b_blkno < 0 || bp->b_blkno >= rz->blocks || bp->b_bcount % SCSI_BLOCK != 0) {
        refuse(bp, EINVAL);
        return;
    }
    if (blocks > rz->blocks - bp->b_blkno)
        bp->b_bcount = (rz->blocks - bp->b_blkno) * SCSI_BLOCK;
    bp->b_cylinder = bp->b_blkno / SECTORS_PER_CYLINDER;
    level = splbio();
    disksort(&rz->queue, bp);
    if (rz->queue == bp && bp->b_driver == NULL)
        rz_begin(rz);
    splx(level);
}

int rz_open(dev_t device, int flags)
{
    (void)flags;
    return minor(device) < SCSI_TARGETS && disks[minor(device)].present ? 0 : ENXIO;
}

int rz_close(dev_t device, int flags)
{
    (void)device;
    (void)flags;
    return 0;
}

int rz_size(dev_t device)
{
    return rz_open(device, FREAD) == 0 ? disks[minor(device)].blocks : -1;
}

/* ---- which disks there are, by polling ---- */

/* A command of the start; a disk that was reset says so once, and one that is busy is asked again. */
static bool rz_ask(struct rz *rz, void *data)
{
    struct scsi_command *command = &rz->command;

    command->data = data;
    for (int tries = 0; tries <= RETRIES; tries++) {
        struct scsi_command sense = { 0 };
        asc_poll(command);
        if (command->error == ENXIO)
            return false;
        if (command->error == 0 && command->status == SCSI_GOOD)
            return true;
        if (command->status != SCSI_CHECK_CONDITION)
            continue;
        scsi_request_sense(&sense, target_of(rz));
        sense.data = rz->sense;
        asc_poll(&sense);
        if (sense.error == 0 && scsi_judge(rz->sense) == SCSI_FAILED)
            return false;
    }
    return false;
}

static void rz_attach(struct rz *rz)
{
    unsigned target = target_of(rz);
    uint8_t data[INQUIRY_BYTES];
    char name[NAME_BYTES + 1];

    scsi_test_unit_ready(&rz->command, target);
    if (!rz_ask(rz, NULL))
        return;
    scsi_inquiry(&rz->command, target);
    if (!rz_ask(rz, data) || data[0] != 0 /* direct access */)
        return;
    bcopy(&data[NAME_AT], name, NAME_BYTES);
    name[NAME_BYTES] = '\0';
    scsi_start_unit(&rz->command, target);
    (void)rz_ask(rz, NULL); /* most disks are running */
    scsi_read_capacity(&rz->command, target);
    if (!rz_ask(rz, data) || scsi_number(&data[4]) != SCSI_BLOCK)
        return;
    rz->blocks = scsi_number(data) + 1;
    rz->command.done = rz_done;
    rz->present = true;
    kprintf("rz%d at asc0: %s, %d blocks\n", target, name, rz->blocks);
}

void rz_start(void)
{
    for (unsigned target = 0; target < SCSI_TARGETS; target++)
        rz_attach(&disks[target]);
}
