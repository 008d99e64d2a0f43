/*
 * Device files: from a vnode to the entry of its device in what lies under's tables. Obligations: a
 * device is opened for each open, and closed once, when the last one is closed (device_use.c); its
 * functions are called with the vnode unlocked, as terminals wait for hours; a block device that
 * nobody uses any more has nothing in the buffer cache.
 */
#include <abi/errno.h>
#include <unix/buf.h>
#include <unix/device.h>
#include <unix/kernel.h>
#include <unix/special.h>

int device_none(void)
{
    return ENODEV;
}

int device_nothing(void)
{
    return 0;
}

static const struct char_device *char_device(dev_t device)
{
    return (int)major(device) < char_device_count ? &char_devices[major(device)] : NULL;
}

static const struct block_device *block_device(dev_t device)
{
    return (int)major(device) < block_device_count ? &block_devices[major(device)] : NULL;
}

int block_device_close(dev_t device, int flags)
{
    if (!device_use_end(device, VBLK))
        return 0;
    bflush(device, true);
    binval(device);
    return block_device(device)->close(device, flags);
}

int block_device_open(dev_t device, int flags)
{
    const struct block_device *bd = block_device(device);
    int error;

    if (bd == NULL)
        return ENXIO;
    (void)device_use_begin(device, VBLK);
    error = bd->open(device, flags);
    if (error != 0)
        (void)block_device_close(device, flags);
    else
        device_use_find(device, VBLK)->opened = true;
    return error;
}

static int char_device_close(dev_t device, int flags)
{
    return device_use_end(device, VCHR) ? char_device(device)->close(device, flags) : 0;
}

static int char_device_open(dev_t device, int flags)
{
    const struct char_device *cd = char_device(device);
    int error;

    if (cd == NULL)
        return ENXIO;
    (void)device_use_begin(device, VCHR);
    error = cd->open(device, flags);
    if (error != 0)
        (void)char_device_close(device, flags);
    else
        device_use_find(device, VCHR)->opened = true;
    return error;
}

static int special_open(struct vnode *vp, int flags)
{
    int error;

    vnode_unlock(vp);
    error = vp->v_type == VCHR ? char_device_open(vp->v_rdev, flags)
                               : block_device_open(vp->v_rdev, flags);
    vnode_lock(vp);
    return error;
}

static int special_close(struct vnode *vp, int flags)
{
    int error;

    vnode_unlock(vp);
    error = vp->v_type == VCHR ? char_device_close(vp->v_rdev, flags)
                               : block_device_close(vp->v_rdev, flags);
    vnode_lock(vp);
    return error;
}

static int special_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    int error;

    if (uio->uio_resid == 0)
        return 0;
    if (vp->v_type != VCHR)
        return special_block_read(vp, uio);
    vnode_unlock(vp);
    error = char_device(vp->v_rdev)->read(vp->v_rdev, uio, ioflag);
    vnode_lock(vp);
    return error;
}

static int special_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    int error;

    if (vp->v_type != VCHR)
        return special_block_write(vp, uio);
    vnode_unlock(vp);
    error = char_device(vp->v_rdev)->write(vp->v_rdev, uio, ioflag);
    vnode_lock(vp);
    return error;
}

static int special_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    if (vp->v_type != VCHR)
        return ENOTTY;
    return char_device(vp->v_rdev)->ioctl(vp->v_rdev, request, data, flags);
}

static int special_select(struct vnode *vp, enum uio_rw which)
{
    return vp->v_type != VCHR || char_device(vp->v_rdev)->select(vp->v_rdev, which);
}

const struct vnode_ops special_ops = {
    .open = special_open,
    .close = special_close,
    .read = special_read,
    .write = special_write,
    .ioctl = special_ioctl,
    .select = special_select,
};
