/* /dev/null and /dev/zero. */
#include <abi/errno.h>
#include <unix/device.h>
#include <unix/kernel.h>

#define MINOR_ZERO 3
#define ZEROS 512

int null_read(dev_t device, struct uio *uio, int ioflag)
{
    static uint8_t zeros[ZEROS];
    int error = 0;

    (void)ioflag;
    if (minor(device) != MINOR_ZERO)
        return 0;
    while (uio->uio_resid > 0 && error == 0)
        error = uio_move(zeros, min(uio->uio_resid, sizeof zeros), uio);
    return error;
}

int null_write(dev_t device, struct uio *uio, int ioflag)
{
    (void)device, (void)ioflag;
    uio->uio_offset = (off_t)((uint32_t)uio->uio_offset + (uint32_t)uio->uio_resid);
    uio->uio_resid = 0;
    return 0;
}

int null_select(dev_t device, enum uio_rw which)
{
    (void)device, (void)which;
    return 1;
}
