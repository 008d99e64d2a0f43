/* Operations on files themselves: attributes, access, reading of directories and links; the tables. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <unix/ffs/inode.h>

static int ufs_open(struct vnode *vp, int flags)
{
    (void)vp, (void)flags;
    return 0;
}

static int ufs_close(struct vnode *vp, int flags)
{
    (void)flags;
    if (inode_of(vp)->i_flag != 0)
        inode_touch(inode_of(vp));
    return 0;
}

static int ufs_access(struct vnode *vp, int mode, const struct ucred *cred)
{
    struct inode *ip = inode_of(vp);
    int bits = ip->i_mode;

    if (is_superuser(cred)) {
        if ((mode & X_OK) && vp->v_type != VDIR && (bits & 0111) == 0)
            return EACCES;
        return 0;
    }
    if (cred->cr_uid == ip->i_uid)
        bits >>= 6;
    else if (group_member(ip->i_gid, cred))
        bits >>= 3;
    return (bits & mode) == mode ? 0 : EACCES;
}

static int ufs_getattr(struct vnode *vp, struct stat *st)
{
    struct inode *ip = inode_of(vp);

    inode_touch(ip);
    st->st_dev = ip->i_mount->um_device;
    st->st_ino = ip->i_number;
    st->st_mode = ip->i_mode;
    st->st_nlink = (uint32_t)ip->i_nlink;
    st->st_uid = ip->i_uid;
    st->st_gid = ip->i_gid;
    st->st_rdev = vp->v_type == VCHR || vp->v_type == VBLK ? (dev_t)ip->i_dinode.di_rdev : 0;
    st->st_size = (off_t)ip->i_size;
    st->st_atime = ip->i_dinode.di_atime;
    st->st_mtime = ip->i_dinode.di_mtime;
    st->st_ctime = ip->i_dinode.di_ctime;
    st->st_blksize = fs_of(ip)->fs_bsize;
    st->st_blocks = ip->i_blocks;
    return 0;
}

static int ufs_setattr(struct vnode *vp, const struct vattr *attr, const struct ucred *cred)
{
    struct inode *ip = inode_of(vp);
    int error = 0;

    (void)cred;
    if (attr->va_mode != VNOVAL) {
        ip->i_mode = (uint16_t)((ip->i_mode & S_IFMT) | (attr->va_mode & ~S_IFMT));
        ip->i_flag |= I_CHANGED;
    }
    if (attr->va_uid != VNOVAL || attr->va_gid != VNOVAL) {
        if (attr->va_uid != VNOVAL)
            ip->i_uid = (uid_t)attr->va_uid;
        if (attr->va_gid != VNOVAL)
            ip->i_gid = (gid_t)attr->va_gid;
        ip->i_flag |= I_CHANGED;
    }
    if (attr->va_size != VNOVAL)
        error = inode_truncate(ip, (uint32_t)attr->va_size, false);
    if (attr->va_atime != VNOVAL || attr->va_mtime != VNOVAL) {
        ip->i_flag |= I_CHANGED;
        inode_touch(ip);
        if (attr->va_atime != VNOVAL)
            ip->i_dinode.di_atime = attr->va_atime;
        if (attr->va_mtime != VNOVAL)
            ip->i_dinode.di_mtime = attr->va_mtime;
        ip->i_flag |= I_MODIFIED;
    }
    return error;
}

static int ufs_readlink(struct vnode *vp, struct uio *uio)
{
    struct inode *ip = inode_of(vp);

    if (ip->i_size < (uint32_t)fs_of(ip)->fs_maxsymlinklen && ip->i_blocks == 0)
        return uio_move(DI_SHORT_LINK(&ip->i_dinode), min(ip->i_size, uio->uio_resid), uio);
    return ufs_read(vp, uio, 0);
}

static int ufs_readdir(struct vnode *vp, struct uio *uio)
{
    size_t room = uio->uio_resid & ~(size_t)(DIRECTORY_CHUNK - 1), rest = uio->uio_resid - room;
    int error;

    if (uio->uio_offset < 0 || uio->uio_offset % DIRECTORY_CHUNK != 0 || room == 0)
        return EINVAL;
    uio->uio_resid = room;
    error = ufs_read(vp, uio, 0);
    uio->uio_resid += rest;
    return error;
}

static int ufs_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    (void)vp, (void)request, (void)data, (void)flags;
    return ENOTTY;
}

static int ufs_select(struct vnode *vp, enum uio_rw which)
{
    (void)vp, (void)which;
    return 1; /* never blocks */
}

/* Everything of the file that is delayed, and what its blocks are found by: 4.3BSD searches the cache
 * for the blocks of the file; here all of its device are written. */
static int ufs_fsync(struct vnode *vp)
{
    struct inode *ip = inode_of(vp);

    bflush(ip->i_mount->um_device, true);
    return inode_update(ip, true);
}

/* Device files and named pipes: their own reading and writing, the inode's everything else. */
static int device_open(struct vnode *vp, int flags) { return special_ops.open(vp, flags); }
static int device_close(struct vnode *vp, int flags) { return special_ops.close(vp, flags); }
static int device_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    inode_of(vp)->i_flag |= I_ACCESSED;
    return special_ops.read(vp, uio, ioflag);
}
static int device_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    inode_of(vp)->i_flag |= I_UPDATED | I_CHANGED;
    return special_ops.write(vp, uio, ioflag);
}
static int device_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    return special_ops.ioctl(vp, request, data, flags);
}
static int device_select(struct vnode *vp, enum uio_rw which) { return special_ops.select(vp, which); }

static int named_open(struct vnode *vp, int flags) { return fifo_ops.open(vp, flags); }
static int named_close(struct vnode *vp, int flags) { return fifo_ops.close(vp, flags); }
static int named_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    inode_of(vp)->i_flag |= I_ACCESSED;
    return fifo_ops.read(vp, uio, ioflag);
}
static int named_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    inode_of(vp)->i_flag |= I_UPDATED | I_CHANGED;
    return fifo_ops.write(vp, uio, ioflag);
}
static int named_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    return fifo_ops.ioctl(vp, request, data, flags);
}
static int named_select(struct vnode *vp, enum uio_rw which) { return fifo_ops.select(vp, which); }

#define INODE_OPERATIONS                                                                          \
    .lookup = ufs_lookup, .create = ufs_create, .mkdir = ufs_mkdir, .symlink = ufs_symlink,       \
    .remove = ufs_remove, .rmdir = ufs_rmdir, .link = ufs_link, .rename = ufs_rename,             \
    .readlink = ufs_readlink, .readdir = ufs_readdir, .access = ufs_access,                       \
    .getattr = ufs_getattr, .setattr = ufs_setattr, .fsync = ufs_fsync, .inactive = ufs_inactive, \
    .lock = ufs_lock, .unlock = ufs_unlock

const struct vnode_ops ufs_ops = {
    INODE_OPERATIONS, .open = ufs_open, .close = ufs_close, .read = ufs_read, .write = ufs_write,
    .ioctl = ufs_ioctl, .select = ufs_select,
};
const struct vnode_ops ufs_special_ops = {
    INODE_OPERATIONS, .open = device_open, .close = device_close, .read = device_read,
    .write = device_write, .ioctl = device_ioctl, .select = device_select,
};
const struct vnode_ops ufs_fifo_ops = {
    INODE_OPERATIONS, .open = named_open, .close = named_close, .read = named_read,
    .write = named_write, .ioctl = named_ioctl, .select = named_select,
};
