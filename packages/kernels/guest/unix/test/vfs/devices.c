/* Devices of the tests: three disks in memory; a character device that gives back what it is given. */
#include <unix/buf.h>

#include "host.h"

#define DISK_MAJOR 0

uint8_t disks[3][64 * 512];
int disk_opens[3], disk_closes[3], disk_reads, disk_writes, disk_error;

static int disk_open(dev_t device, int flags)
{
    (void)flags;
    if (minor(device) >= 3)
        return ENXIO;
    disk_opens[minor(device)]++;
    return 0;
}

static int disk_close(dev_t device, int flags)
{
    (void)flags;
    disk_closes[minor(device)]++;
    return 0;
}

static int disk_size(dev_t device)
{
    return minor(device) == 2 ? DISK_SECTORS : 64;
}

static void disk_strategy(struct buf *bp)
{
    uint8_t *at = &disks[minor(bp->b_dev)][bp->b_blkno * 512];
    bool reading = (bp->b_flags & B_READ) != 0;

    CHECK(bp->b_blkno >= 0 && bp->b_bcount > 0 && bp->b_bcount % 512 == 0);
    CHECK(bp->b_blkno + bp->b_bcount / 512 <= disk_size(bp->b_dev));
    *(reading ? &disk_reads : &disk_writes) += 1;
    bp->b_resid = 0;
    if (disk_error != 0) {
        disk_error = 0;
        bp->b_flags |= B_ERROR;
        bp->b_error = EIO;
        bp->b_resid = bp->b_bcount;
    } else
        memcpy(reading ? bp->b_addr : at, reading ? at : bp->b_addr, (size_t)bp->b_bcount);
    biodone(bp);
}

const struct block_device block_devices[] = {
    {"disk", disk_open, disk_close, disk_strategy, disk_size},
};
const int block_device_count = 1;

/* ---- the echo ---- */

struct device_log echo_log;
char echo_text[64];
size_t echo_length;
struct proc *echo_selecting;
bool echo_collision;

static int echo_open(dev_t device, int flags)
{
    (void)device;
    locks_check();
    echo_log.opens++;
    echo_log.flags = flags;
    return 0;
}

static int echo_close(dev_t device, int flags)
{
    (void)device;
    locks_check();
    echo_log.closes++;
    echo_log.flags = flags;
    return 0;
}

static int echo_read(dev_t device, struct uio *uio, int ioflag)
{
    size_t count = min(echo_length, uio->uio_resid);
    int error;

    (void)device;
    locks_check();
    echo_log.reads++;
    echo_log.ioflag = ioflag;
    while (echo_length == 0) {
        if (ioflag & IO_NODELAY)
            return EWOULDBLOCK;
        error = sleep_on(echo_text, TTIPRI | PCATCH, "echo", 0);
        if (error != 0)
            return error;
        count = min(echo_length, uio->uio_resid);
    }
    error = uio_move(echo_text, count, uio);
    if (error == 0) {
        echo_length -= count;
        for (size_t i = 0; i < echo_length; i++)
            echo_text[i] = echo_text[i + count];
    }
    return error;
}

static int echo_write(dev_t device, struct uio *uio, int ioflag)
{
    int error = 0;

    (void)device;
    locks_check();
    echo_log.writes++;
    echo_log.ioflag = ioflag;
    while (error == 0 && uio->uio_resid > 0) {
        size_t count = min(sizeof echo_text - echo_length, uio->uio_resid);

        if (count == 0) {
            error = sleep_on(&echo_length, TTOPRI | PCATCH, "echo", 0);
            continue;
        }
        error = uio_move(echo_text + echo_length, count, uio);
        if (error == 0)
            echo_length += count;
    }
    wakeup(echo_text);
    select_wakeup(echo_selecting, echo_collision);
    echo_selecting = NULL;
    echo_collision = false;
    return error;
}

static int echo_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    (void)device;
    echo_log.ioctls++;
    echo_log.request = request;
    echo_log.flags = flags;
    switch (request) {
    case FIONREAD:
        *(int32_t *)data = (int32_t)echo_length;
        return 0;
    case TIOCGWINSZ:
        ((struct winsize *)data)->ws_row = 24; /* the rest is left as it is */
        return 0;
    case TIOCSWINSZ:
        return ((const struct winsize *)data)->ws_row == 25 ? 0 : EINVAL;
    case FIONBIO:
    case TIOCDRAIN:
        return 0;
    default:
        return ENOTTY;
    }
}

static int echo_select(dev_t device, enum uio_rw which)
{
    (void)device;
    locks_check();
    if (which == UIO_WRITE)
        return echo_length < sizeof echo_text;
    if (echo_length > 0)
        return 1;
    if (select_record(&echo_selecting))
        echo_collision = true;
    return 0;
}

/* ---- one that never opens; the disks without the cache; one that has nothing ---- */

static int refusing_open(dev_t device, int flags)
{
    (void)flags;
    return minor(device) == 1 ? ERESTART : EBUSY;
}

static int raw_disk_read(dev_t device, struct uio *uio, int ioflag)
{
    return raw_read(makedev(DISK_MAJOR, minor(device)), uio, ioflag);
}

static int raw_disk_write(dev_t device, struct uio *uio, int ioflag)
{
    return raw_write(makedev(DISK_MAJOR, minor(device)), uio, ioflag);
}

/* As in kernels' tables: functions for devices that have no such operation take no arguments. */
#define NONE(type) ((type)(void (*)(void))device_none)
#define NOTHING(type) ((type)(void (*)(void))device_nothing)
typedef int (*opening)(dev_t, int);
typedef int (*transferring)(dev_t, struct uio *, int);
typedef int (*controlling)(dev_t, uint32_t, void *, int);
typedef int (*selecting)(dev_t, enum uio_rw);

const struct char_device char_devices[] = {
    [CHAR_ECHO] = {"echo", echo_open, echo_close, echo_read, echo_write, echo_ioctl, echo_select,
                   NULL},
    [CHAR_REFUSING] = {"refusing", refusing_open, echo_close, echo_read, echo_write, echo_ioctl,
                       echo_select, NULL},
    [CHAR_RAW] = {"raw", NOTHING(opening), NOTHING(opening), raw_disk_read, raw_disk_write,
                  NONE(controlling), NOTHING(selecting), NULL},
    [CHAR_NOTHING] = {"nothing", NOTHING(opening), NOTHING(opening), NONE(transferring),
                      NONE(transferring), NONE(controlling), NOTHING(selecting), NULL},
};
const int char_device_count = 4;
