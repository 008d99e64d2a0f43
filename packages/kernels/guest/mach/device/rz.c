/*
 * SCSI disks as devices (Mach 3.0's scsi/rz). A unit is a disk's SCSI number; a record is a block of 512
 * bytes; a disk is one piece.
 */
#include <device/blkio.h>
#include <device/conf.h>
#include <device/rz.h>
#include <kern/printf.h>

io_return_t rz_open(int unit, dev_mode_t mode, io_req_t ior)
{
    return unit < SCSI_TARGETS && rz_disks[unit].present ? D_SUCCESS : D_NO_SUCH_DEVICE;
}

io_return_t rz_close(int unit)
{
    return D_SUCCESS;
}

/* Whole records, on the disk. At its end there is nothing to read. */
static io_return_t check(int unit, io_req_t ior)
{
    uint32_t blocks = rz_disks[unit].blocks;

    if (ior->io_count % RZ_RECORD != 0)
        return D_INVALID_SIZE;
    if (ior->io_recnum >= blocks || (uint32_t)ior->io_count / RZ_RECORD > blocks - ior->io_recnum)
        return D_INVALID_RECNUM;
    return D_SUCCESS;
}

io_return_t rz_read(int unit, io_req_t ior)
{
    io_return_t result = check(unit, ior);

    return result == D_SUCCESS ? block_io(scdisk_strategy, minphys, ior) : result;
}

io_return_t rz_write(int unit, io_req_t ior)
{
    io_return_t result = check(unit, ior);

    return result == D_SUCCESS ? block_io(scdisk_strategy, minphys, ior) : result;
}

io_return_t rz_get_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count)
{
    const struct rz *rz = &rz_disks[unit];

    switch (flavor) {
    case DEV_GET_SIZE:
        if (*count < DEV_GET_SIZE_COUNT)
            return D_INVALID_OPERATION;
        status[DEV_GET_SIZE_DEVICE_SIZE] = rz->blocks < 0x400000 ? (int)(rz->blocks * RZ_RECORD) : -1;
        status[DEV_GET_SIZE_RECORD_SIZE] = RZ_RECORD;
        *count = DEV_GET_SIZE_COUNT;
        return D_SUCCESS;
    case DEV_GET_RECORDS:
        if (*count < DEV_GET_RECORDS_COUNT)
            return D_INVALID_OPERATION;
        status[DEV_GET_RECORDS_DEVICE_RECORDS] = rz->blocks;
        status[DEV_GET_RECORDS_RECORD_SIZE] = RZ_RECORD;
        *count = DEV_GET_RECORDS_COUNT;
        return D_SUCCESS;
    default:
        return D_INVALID_OPERATION;
    }
}

io_return_t rz_set_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t count)
{
    return D_INVALID_OPERATION;
}
