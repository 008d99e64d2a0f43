/*
 * Requests of SCSI disks (Mach 3.0's scsi/disk): for each disk a queue, the first of which is being
 * done, by one command or more.
 *
 *      scdisk_strategy ──► disksort ──► scdisk_start ──► asc ──► scdisk_done ──► iodone, the next one
 *                                          ▲  more than a command takes, or it failed ◄──┘
 */
#include <unoptimised.h>

#include <abi/errno.h>
#include <device/blkio.h>
#include <device/device_types.h>
#include <device/rz.h>
#include <kern/printf.h>
#include <kern/time_out.h>
#include <mips/spl.h>

#define TRANSFER_MAX 65536 /* bytes of one command */
#define RETRIES 5
#define BUSY_RETRY_TICKS (hz / 10)

struct rz rz_disks[SCSI_TARGETS];

static unsigned target_of(const struct rz *rz)
{
    return rz - rz_disks;
}

static bool is_read(const struct io_req *ior)
{
    return (ior->io_op & IO_READ) != 0;
}

/* Has the first request's next part moved. */
static void scdisk_start_rw(struct rz *rz)
{
    io_req_t ior = rz->queue;
    int bytes = ior->io_count - ior->io_moved;

    if (bytes > TRANSFER_MAX)
        bytes = TRANSFER_MAX;
    scsi_transfer(&rz->command, target_of(rz), ior->io_recnum + ior->io_moved / RZ_RECORD,
                  bytes / RZ_RECORD, !is_read(ior));
    rz->command.data = (uint8_t *)ior->io_data + ior->io_moved;
    asc_submit(&rz->command);
}

static void scdisk_start(struct rz *rz)
{
    rz->queue->io_moved = 0;
    rz->retries = 0;
    scdisk_start_rw(rz);
}

/* The first request has ended. The disk begins with the next one before anybody thinks about this. */
static void scdisk_end(struct rz *rz, io_return_t error)
{
    io_req_t ior = rz->queue;

    ior->io_error = error;
    ior->io_residual = ior->io_count - ior->io_moved;
    rz->queue = ior->io_next;
    if (rz->queue != 0)
        scdisk_start(rz);
    iodone(ior);
}

static void again(void *disk)
{
    spl_t s = splbio();

    scdisk_start_rw(disk);
    splx(s);
}

static void report(const struct rz *rz, const char *what, uint32_t block)
{
    printf("rz%d: %s: %s at block %d\n", target_of(rz), is_read(rz->queue) ? "read" : "write", what,
           (int)block);
}

static void retry(struct rz *rz, const char *why, uint32_t block)
{
    if (++rz->retries > RETRIES) {
        report(rz, why, block);
        scdisk_end(rz, D_IO_ERROR);
    } else
        scdisk_start_rw(rz);
}

/* A part, or some of it, has been moved. */
static void moved(struct rz *rz, int bytes)
{
    io_req_t ior = rz->queue;

    ior->io_moved += bytes;
    rz->retries = 0;
    if (ior->io_moved >= ior->io_count || bytes == 0)
        scdisk_end(rz, D_SUCCESS);
    else
        scdisk_start_rw(rz);
}

static void ask_sense(struct rz *rz)
{
    rz->failed = rz->command.count - rz->command.resid;
    rz->sensing = true;
    scsi_request_sense(&rz->command, target_of(rz));
    rz->command.data = rz->sense;
    asc_submit(&rz->command);
}

/* The sense data have come. */
static void sensed(struct rz *rz)
{
    const char *key = scsi_key_name(rz->sense);
    uint32_t block = scsi_error_block(rz->sense, rz->queue->io_recnum + rz->queue->io_moved / RZ_RECORD);

    rz->sensing = false;
    if (rz->command.error != 0 || rz->command.status != SCSI_GOOD) {
        retry(rz, "no sense data", block);
        return;
    }
    switch (scsi_judge(rz->sense)) {
    case SCSI_RECOVERED:
        report(rz, key, block);
        moved(rz, rz->failed);
        break;
    case SCSI_RETRY:
        retry(rz, key, block);
        break;
    case SCSI_PROTECTED:
        scdisk_end(rz, D_READ_ONLY);
        break;
    case SCSI_FAILED:
        report(rz, key, block);
        scdisk_end(rz, D_IO_ERROR);
        break;
    }
}

/* The command has ended: at splbio, from the controller's interrupt. */
void scdisk_done(struct scsi_command *command)
{
    struct rz *rz = &rz_disks[command->target];
    uint32_t block = rz->queue->io_recnum + rz->queue->io_moved / RZ_RECORD;

    if (rz->sensing)
        sensed(rz);
    else if (command->error == ENXIO)
        scdisk_end(rz, D_NO_SUCH_DEVICE);
    else if (command->error != 0)
        retry(rz, "bus error", block);
    else if (command->status == SCSI_GOOD)
        moved(rz, command->count - command->resid);
    else if (command->status == SCSI_CHECK_CONDITION)
        ask_sense(rz);
    else if (command->status == SCSI_BUSY && ++rz->retries <= RETRIES)
        timeout(again, rz, BUSY_RETRY_TICKS);
    else
        retry(rz, "bad status", block);
}

void scdisk_strategy(io_req_t ior)
{
    struct rz *rz = &rz_disks[ior->io_unit];
    spl_t s = splbio();

    disksort(&rz->queue, ior);
    if (rz->queue == ior && ior->io_next == 0)
        scdisk_start(rz);
    splx(s);
}
