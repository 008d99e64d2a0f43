/*
 * Open files that are vnodes. The file's offset goes where the transfer goes, under the vnode's
 * lock, so that processes that share the file do not read the same bytes. Directories are read by
 * getdirentries only.
 */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

/* A terminal's goes on and on, and round. */
static void offset_advance(struct file *f, size_t bytes)
{
    f->f_offset = (off_t)((uint32_t)f->f_offset + (uint32_t)bytes);
}

static int vnode_file_read(struct file *f, struct uio *uio)
{
    struct vnode *vp = f->f_data;
    size_t asked = uio->uio_resid;
    int error;

    if (vp->v_type == VDIR)
        return EISDIR;
    vnode_lock(vp);
    uio->uio_offset = f->f_offset;
    error = vnode_read(vp, uio, f->f_flag & FNONBLOCK ? IO_NODELAY : 0);
    offset_advance(f, asked - uio->uio_resid);
    vnode_unlock(vp);
    return error;
}

static int vnode_file_write(struct file *f, struct uio *uio)
{
    struct vnode *vp = f->f_data;
    size_t asked = uio->uio_resid;
    int ioflag = 0;
    int error;

    if (vp->v_type == VREG) {
        ioflag = IO_UNIT;
        if (f->f_flag & FAPPEND)
            ioflag |= IO_APPEND;
    }
    if (f->f_flag & FNONBLOCK)
        ioflag |= IO_NODELAY;
    vnode_lock(vp);
    uio->uio_offset = f->f_offset;
    error = vnode_write(vp, uio, ioflag);
    if ((ioflag & IO_APPEND) && uio->uio_resid != asked)
        f->f_offset = uio->uio_offset;
    else
        offset_advance(f, asked - uio->uio_resid);
    vnode_unlock(vp);
    return error;
}

static int vnode_file_stat(struct file *f, struct stat *st)
{
    struct vnode *vp = f->f_data;
    int error;

    vnode_lock(vp);
    error = vnode_getattr(vp, st);
    vnode_unlock(vp);
    return error;
}

/* Bytes between the offset and the end. */
static int bytes_ahead(struct file *f, int32_t *bytes)
{
    struct stat st;
    int error = vnode_file_stat(f, &st);

    if (error == 0)
        *bytes = max(st.st_size - f->f_offset, 0);
    return error;
}

static int vnode_file_ioctl(struct file *f, uint32_t request, void *data)
{
    struct vnode *vp = f->f_data;

    switch (vp->v_type) {
    case VREG:
    case VDIR:
        if (request == FIONREAD)
            return bytes_ahead(f, data);
        return request == FIONBIO ? 0 : ENOTTY;
    case VCHR:
    case VBLK:
    case VFIFO:
        return vnode_ioctl(vp, request, data, f->f_flag);
    default:
        return ENOTTY;
    }
}

static int vnode_file_select(struct file *f, enum uio_rw which)
{
    struct vnode *vp = f->f_data;

    return vnode_select(vp, which);
}

static int vnode_file_close(struct file *f)
{
    return vnode_close(f->f_data, f->f_flag);
}

const struct file_ops vnode_file_ops = {
    .read = vnode_file_read,
    .write = vnode_file_write,
    .ioctl = vnode_file_ioctl,
    .select = vnode_file_select,
    .stat = vnode_file_stat,
    .close = vnode_file_close,
};
