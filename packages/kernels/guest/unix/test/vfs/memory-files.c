/* The memory file system's files: opened, described, read, written. */
#include "node.h"

static bool is_device(const struct vnode *vp)
{
    return vp->v_type == VCHR || vp->v_type == VBLK;
}

int memory_open(struct vnode *vp, int flags)
{
    CHECK(is_locked(vp) && (flags & (FREAD | FWRITE)));
    STEP();
    return is_device(vp) ? special_ops.open(vp, flags) : 0;
}

int memory_close(struct vnode *vp, int flags)
{
    CHECK(is_locked(vp) && (flags & (FREAD | FWRITE)));
    return is_device(vp) ? special_ops.close(vp, flags) : 0;
}

int memory_getattr(struct vnode *vp, struct stat *st)
{
    const struct node *node = node_of(vp);

    CHECK(is_locked(vp));
    STEP();
    *st = (struct stat){
        .st_dev = vp->v_mount->m_device, .st_ino = node->ino, .st_mode = node->mode,
        .st_nlink = node->links, .st_uid = node->uid, .st_gid = node->gid, .st_rdev = node->rdev,
        .st_size = (off_t)node->size, .st_atime = node->atime, .st_mtime = node->mtime,
        .st_ctime = node->ctime, .st_blksize = 8192,
        .st_blocks = (int32_t)((node->size + 511) / 512),
    };
    return 0;
}

int memory_setattr(struct vnode *vp, const struct vattr *attr, const struct ucred *cred)
{
    struct node *node = node_of(vp);

    CHECK(is_locked(vp) && cred == current->u_cred && !vp->v_mount->m_read_only);
    STEP();
    if (attr->va_mode != VNOVAL) {
        CHECK((attr->va_mode & ~07777) == 0);
        node->mode = (node->mode & S_IFMT) | (mode_t)attr->va_mode;
    }
    if (attr->va_uid != VNOVAL)
        node->uid = (uid_t)attr->va_uid;
    if (attr->va_gid != VNOVAL)
        node->gid = (gid_t)attr->va_gid;
    if (attr->va_size != VNOVAL) {
        CHECK(vp->v_type == VREG && attr->va_size >= 0 && !(vp->v_flag & V_TEXT));
        node_resize(node, (size_t)attr->va_size);
    }
    if (attr->va_atime != VNOVAL)
        node->atime = attr->va_atime;
    if (attr->va_mtime != VNOVAL)
        node->mtime = attr->va_mtime;
    return 0;
}

int memory_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct node *node = node_of(vp);

    CHECK(is_locked(vp) && uio->uio_rw == UIO_READ);
    STEP();
    if (is_device(vp))
        return special_ops.read(vp, uio, ioflag);
    CHECK(vp->v_type == VREG);
    if (uio->uio_offset < 0)
        return EINVAL;
    if ((size_t)uio->uio_offset >= node->size)
        return 0;
    return uio_move(node->bytes + uio->uio_offset, node->size - (size_t)uio->uio_offset, uio);
}

int memory_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct node *node = node_of(vp);
    size_t end, before = node->size;
    int error;

    CHECK(is_locked(vp) && uio->uio_rw == UIO_WRITE);
    STEP();
    if (is_device(vp))
        return special_ops.write(vp, uio, ioflag);
    CHECK(vp->v_type == VREG && !vp->v_mount->m_read_only && !(vp->v_flag & V_TEXT));
    if (ioflag & IO_APPEND)
        uio->uio_offset = (off_t)node->size;
    if (uio->uio_offset < 0)
        return EINVAL;
    end = (size_t)uio->uio_offset + uio->uio_resid;
    if (end > (size_t)current->u_rlimit[RLIMIT_FSIZE].rlim_cur)
        return EFBIG;
    if (uio->uio_resid == 0)
        return 0;
    if (end > node->size)
        node_resize(node, end);
    error = uio_move(node->bytes + uio->uio_offset, uio->uio_resid, uio);
    if (error != 0)
        node_resize(node, before);
    node->mtime = time_now.tv_sec;
    return error;
}

int memory_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    CHECK(!is_locked(vp));
    return is_device(vp) ? special_ops.ioctl(vp, request, data, flags) : ENOTTY;
}

int memory_select(struct vnode *vp, enum uio_rw which)
{
    CHECK(!is_locked(vp));
    return is_device(vp) ? special_ops.select(vp, which) : 1;
}

int memory_fsync(struct vnode *vp)
{
    CHECK(is_locked(vp));
    STEP();
    return 0;
}
