/* /dev/tty: whatever the controlling terminal of the process that uses it is. */
#include <abi/errno.h>
#include <unix/device.h>
#include <unix/kernel.h>
#include <unix/tty.h>

/* Its driver and device; NULL: the process has none. */
static const struct char_device *driver_of(dev_t *device)
{
    const struct proc *p = current->u_proc;
    const struct tty *tp = p->p_pgrp->pg_session->s_tty;

    if (tp == NULL || !(p->p_flag & P_CONTROLT))
        return NULL;
    *device = tp->t_dev;
    return &char_devices[major(tp->t_dev)];
}

int tty_indirect_open(dev_t device, int flags)
{
    (void)flags;
    return driver_of(&device) != NULL ? 0 : ENXIO;
}

int tty_indirect_read(dev_t device, struct uio *uio, int ioflag)
{
    const struct char_device *driver = driver_of(&device);

    return driver != NULL ? driver->read(device, uio, ioflag) : EIO;
}

int tty_indirect_write(dev_t device, struct uio *uio, int ioflag)
{
    const struct char_device *driver = driver_of(&device);

    return driver != NULL ? driver->write(device, uio, ioflag) : EIO;
}

int tty_indirect_ioctl(dev_t device, uint32_t request, void *data, int flags)
{
    const struct char_device *driver = driver_of(&device);

    return driver != NULL ? driver->ioctl(device, request, data, flags) : EIO;
}

int tty_indirect_select(dev_t device, enum uio_rw which)
{
    const struct char_device *driver = driver_of(&device);

    return driver != NULL ? driver->select(device, which) : 1;
}
