/*
 * The tables of devices by major number (unix/device.h): what there is in this machine, and the
 * personality's own.
 */
#include "dev.h"

#include <abi/errno.h>

#define MEM_NULL 2
#define MEM_ZERO 3

/* An entry for what a device does not have (ENODEV), or need not do (0). */
#define NONE(device, field) ((__typeof__(((struct device *)0)->field))(void (*)(void))device_none)
#define NOTHING(device, field) ((__typeof__(((struct device *)0)->field))(void (*)(void))device_nothing)

static int mem_open(dev_t device, int flags)
{
    (void)flags;
    return minor(device) == MEM_NULL || minor(device) == MEM_ZERO ? 0 : ENXIO;
}

/* Always ready. */
static int rz_select(dev_t device, enum uio_rw which)
{
    (void)device;
    (void)which;
    return 1;
}

static int rz_read(dev_t device, struct uio *uio, int ioflag)
{
    return raw_read(makedev(BLOCK_RZ, minor(device)), uio, ioflag);
}

static int rz_write(dev_t device, struct uio *uio, int ioflag)
{
    return raw_write(makedev(BLOCK_RZ, minor(device)), uio, ioflag);
}

const struct block_device block_devices[] = {
    [BLOCK_RZ] = { "rz", rz_open, rz_close, rz_strategy, rz_size },
};
const int block_device_count = sizeof block_devices / sizeof block_devices[0];

const struct char_device char_devices[] = {
    [CHAR_CONSOLE] = { "console", console_open, console_close, console_read, console_write, console_ioctl,
                       console_select, console_tty },
    [CHAR_TTY] = { "tty", tty_indirect_open, NOTHING(char_device, close), tty_indirect_read,
                   tty_indirect_write, tty_indirect_ioctl, tty_indirect_select, NULL },
    [CHAR_MEM] = { "mem", mem_open, NOTHING(char_device, close), null_read, null_write,
                   NONE(char_device, ioctl), null_select, NULL },
    [CHAR_RZ] = { "rrz", rz_open, rz_close, rz_read, rz_write, NONE(char_device, ioctl), rz_select, NULL },
    [CHAR_DZ] = { "dz", dz_open, dz_close, dz_read, dz_write, dz_ioctl, dz_select, dz_terminal },
};
const int char_device_count = sizeof char_devices / sizeof char_devices[0];
