/*
 * Disks: a request of the buffer cache's is a message to the kernel's device, the answer comes to a port
 * of the set that the workers receive from. What is read comes as pages of its own, and is copied into
 * the buffer; what is written goes along out of line.
 */
#include <unix/buf.h>

#include "server.h"

#include <mach/device.h>
#include <mach/device_reply_server.h>

#define DISKS 7
#define TRANSFERS 32 /* at once; more wait here */

static struct disk {
    mach_port_t port;
    int sectors;
} disks[DISKS];

/* A request under way is known by the port of its answer. */
static struct transfer {
    mach_port_t reply;
    struct buf *bp; /* NULL: free */
} transfers[TRANSFERS];

static struct buf *waiting, **waiting_end = &waiting;

static void finish(struct buf *bp, int error, int resid)
{
    bp->b_resid = error != 0 ? bp->b_bcount : resid;
    if (error != 0) {
        bp->b_flags |= B_ERROR;
        bp->b_error = error;
    }
    biodone(bp);
}

int disk_open(dev_t device, int flags)
{
    struct disk *disk = &disks[minor(device)];
    static char name[] = "rz0";
    int status[DEV_GET_SIZE_COUNT];
    mach_msg_type_number_t count = DEV_GET_SIZE_COUNT;

    (void)flags;
    if (minor(device) >= DISKS)
        return ENXIO;
    if (disk->port != MACH_PORT_NULL)
        return 0;
    name[2] = '0' + minor(device);
    if (device_open(device_master, D_READ | D_WRITE, name, &disk->port) != KERN_SUCCESS) {
        disk->port = MACH_PORT_NULL;
        return ENXIO;
    }
    if (device_get_status(disk->port, DEV_GET_SIZE, status, &count) == KERN_SUCCESS)
        disk->sectors = status[DEV_GET_SIZE_DEVICE_SIZE] / (1 << SECTOR_SHIFT);
    return 0;
}

int disk_close(dev_t device, int flags)
{
    (void)device;
    (void)flags;
    return 0;
}

int disk_size(dev_t device)
{
    return minor(device) < DISKS && disks[minor(device)].port != MACH_PORT_NULL ? disks[minor(device)].sectors : -1;
}

static void begin(struct transfer *t, struct buf *bp)
{
    mach_port_t port = disks[minor(bp->b_dev)].port;
    kern_return_t result;

    t->bp = bp;
    if (t->reply == MACH_PORT_NULL)
        t->reply = server_port_make();
    if ((bp->b_flags & B_READ) != 0)
        result = device_read_request(port, t->reply, 0, bp->b_blkno, bp->b_bcount);
    else
        result = device_write_request(port, t->reply, 0, bp->b_blkno, (char *)bp->b_addr, bp->b_bcount);
    if (result != KERN_SUCCESS) {
        t->bp = NULL;
        finish(bp, EIO, 0);
    }
}

void disk_strategy(struct buf *bp)
{
    if (minor(bp->b_dev) >= DISKS || disks[minor(bp->b_dev)].port == MACH_PORT_NULL || bp->b_blkno < 0 ||
        bp->b_blkno >= disks[minor(bp->b_dev)].sectors) {
        finish(bp, ENXIO, 0);
        return;
    }
    for (struct transfer *t = transfers; t < transfers + TRANSFERS; t++)
        if (t->bp == NULL) {
            begin(t, bp);
            return;
        }
    bp->b_driver = NULL;
    *waiting_end = bp;
    waiting_end = &bp->b_driver;
}

static void answered(mach_port_t reply, kern_return_t result, const char *data, int bytes)
{
    enter_personality();
    for (struct transfer *t = transfers; t < transfers + TRANSFERS; t++)
        if (t->bp != NULL && t->reply == reply) {
            struct buf *bp = t->bp;

            t->bp = NULL;
            if (result == KERN_SUCCESS && data != NULL)
                bcopy(data, bp->b_addr, min(bytes, bp->b_bcount));
            if (waiting != NULL) {
                struct buf *next = waiting;

                if ((waiting = next->b_driver) == NULL)
                    waiting_end = &waiting;
                begin(t, next);
            }
            finish(bp, result == KERN_SUCCESS ? 0 : EIO, bp->b_bcount - bytes);
            break;
        }
    leave_personality();
}

kern_return_t ds_device_read_reply(mach_port_t reply, kern_return_t result, char *data,
                                   mach_msg_type_number_t bytes)
{
    answered(reply, result, data, bytes);
    (void)vm_deallocate(mach_task_self(), (vm_offset_t)data, bytes);
    return KERN_SUCCESS;
}

kern_return_t ds_device_write_reply(mach_port_t reply, kern_return_t result, int bytes)
{
    answered(reply, result, NULL, bytes);
    return KERN_SUCCESS;
}

/* Nothing is asked that is answered so. */
kern_return_t ds_device_open_reply(mach_port_t reply, kern_return_t result, mach_port_t device)
{
    (void)reply, (void)result;
    (void)mach_port_deallocate(mach_task_self(), device);
    return KERN_SUCCESS;
}

kern_return_t ds_device_read_reply_inband(mach_port_t reply, kern_return_t result, io_buf_ptr_inband_t data,
                                          mach_msg_type_number_t bytes)
{
    (void)reply, (void)result, (void)data, (void)bytes;
    return KERN_SUCCESS;
}

kern_return_t ds_device_write_reply_inband(mach_port_t reply, kern_return_t result, int bytes)
{
    console_written(reply, result, bytes);
    return KERN_SUCCESS;
}
