/*
 * The operations of vnodes, as everyone but their file systems calls them. Each has a descriptor, and
 * before it reaches the file system the same is done for all: the vnode is a file still, and not one
 * that is just becoming another; it is locked by who calls, if the operation wants that; what changes
 * a file system is not asked of one that is mounted to be read only. Each is counted for its file
 * system. What fails a check is an error of the kernel's, not of a program's.
 *
 * The place of Ultrix's generic file system, between the calls and the file systems; descriptors as
 * 4.4BSD's vnodeop_desc has them.
 */
#include <unix/kernel.h>
#include <unix/vnode.h>

/* Which of the vnodes must be locked, and what else is asked of them. */
#define LOCKED 0x01
#define CHANGES 0x02  /* is not for file systems that are only read */
#define ANY_STATE 0x04 /* the file may be gone */

struct descriptor {
    const char *name;
    uint32_t flags;
};

static const struct descriptor descriptors[VNODE_OPERATIONS] = {
    [VOP_LOOKUP] = { "lookup", LOCKED },
    [VOP_CREATE] = { "create", LOCKED | CHANGES },
    [VOP_MKDIR] = { "mkdir", LOCKED | CHANGES },
    [VOP_SYMLINK] = { "symlink", LOCKED | CHANGES },
    [VOP_REMOVE] = { "remove", LOCKED | CHANGES },
    [VOP_RMDIR] = { "rmdir", LOCKED | CHANGES },
    [VOP_LINK] = { "link", LOCKED | CHANGES },
    [VOP_RENAME] = { "rename", LOCKED | CHANGES },
    [VOP_READLINK] = { "readlink", LOCKED },
    [VOP_READDIR] = { "readdir", LOCKED },
    [VOP_OPEN] = { "open", LOCKED },
    [VOP_CLOSE] = { "close", LOCKED },
    [VOP_ACCESS] = { "access", LOCKED },
    [VOP_GETATTR] = { "getattr", LOCKED },
    [VOP_SETATTR] = { "setattr", LOCKED | CHANGES },
    [VOP_READ] = { "read", LOCKED },
    [VOP_WRITE] = { "write", LOCKED },
    [VOP_IOCTL] = { "ioctl", 0 },
    [VOP_SELECT] = { "select", 0 },
    [VOP_FSYNC] = { "fsync", LOCKED },
    [VOP_INACTIVE] = { "inactive", LOCKED | ANY_STATE },
};

static void refuse(const struct descriptor *d, const struct vnode *vp, const char *why)
{
    panic("%s of vnode %p, type %d: %s", d->name, (const void *)vp, vp->v_type, why);
}

static void begin(struct vnode *vp, enum vnode_operation operation)
{
    const struct descriptor *d = &descriptors[operation];
    const struct lock *lock = vp->v_lock;
    struct mount *m = vp->v_mount;

    if (!(d->flags & ANY_STATE) &&
        (vp->v_type == VNON || (vp->v_flag & V_GOING) || vp->v_count <= 0))
        refuse(d, vp, "it is no file, or nobody refers to it");
    if ((d->flags & LOCKED) && lock != NULL &&
        (!(lock->l_flags & L_EXCLUSIVE) || lock->l_holder != current->u_proc))
        refuse(d, vp, "it is not locked");
    if (m == NULL)
        return;
    if ((d->flags & CHANGES) && m->m_read_only)
        refuse(d, vp, "its file system is only read");
    m->m_operations[operation]++;
}

int vnode_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    begin(dvp, VOP_LOOKUP);
    return dvp->v_ops->lookup(dvp, n, vpp);
}

int vnode_create(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp)
{
    begin(dvp, VOP_CREATE);
    return dvp->v_ops->create(dvp, n, attr, vpp);
}

int vnode_mkdir(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp)
{
    begin(dvp, VOP_MKDIR);
    return dvp->v_ops->mkdir(dvp, n, attr, vpp);
}

int vnode_symlink(struct vnode *dvp, struct namei *n, const struct vattr *attr, const char *target)
{
    begin(dvp, VOP_SYMLINK);
    return dvp->v_ops->symlink(dvp, n, attr, target);
}

int vnode_remove(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    begin(dvp, VOP_REMOVE);
    return dvp->v_ops->remove(dvp, vp, n);
}

int vnode_rmdir(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    begin(dvp, VOP_RMDIR);
    return dvp->v_ops->rmdir(dvp, vp, n);
}

int vnode_link(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    begin(dvp, VOP_LINK);
    return dvp->v_ops->link(dvp, vp, n);
}

int vnode_rename(struct vnode *fdvp, struct vnode *fvp, struct namei *from, struct vnode *tdvp,
                 struct vnode *tvp, struct namei *to)
{
    begin(tdvp, VOP_RENAME);
    return tdvp->v_ops->rename(fdvp, fvp, from, tdvp, tvp, to);
}

int vnode_readlink(struct vnode *vp, struct uio *uio)
{
    begin(vp, VOP_READLINK);
    return vp->v_ops->readlink(vp, uio);
}

int vnode_readdir(struct vnode *vp, struct uio *uio)
{
    begin(vp, VOP_READDIR);
    return vp->v_ops->readdir(vp, uio);
}

int vnode_begin_use(struct vnode *vp, int flags)
{
    begin(vp, VOP_OPEN);
    return vp->v_ops->open(vp, flags);
}

int vnode_end_use(struct vnode *vp, int flags)
{
    begin(vp, VOP_CLOSE);
    return vp->v_ops->close(vp, flags);
}

int vnode_access(struct vnode *vp, int mode, const struct ucred *cred)
{
    begin(vp, VOP_ACCESS);
    return vp->v_ops->access(vp, mode, cred);
}

int vnode_getattr(struct vnode *vp, struct stat *st)
{
    begin(vp, VOP_GETATTR);
    return vp->v_ops->getattr(vp, st);
}

int vnode_setattr(struct vnode *vp, const struct vattr *attr, const struct ucred *cred)
{
    begin(vp, VOP_SETATTR);
    return vp->v_ops->setattr(vp, attr, cred);
}

int vnode_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    begin(vp, VOP_READ);
    return vp->v_ops->read(vp, uio, ioflag);
}

int vnode_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    begin(vp, VOP_WRITE);
    return vp->v_ops->write(vp, uio, ioflag);
}

int vnode_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    begin(vp, VOP_IOCTL);
    return vp->v_ops->ioctl(vp, request, data, flags);
}

int vnode_select(struct vnode *vp, enum uio_rw which)
{
    begin(vp, VOP_SELECT);
    return vp->v_ops->select(vp, which);
}

int vnode_fsync(struct vnode *vp)
{
    begin(vp, VOP_FSYNC);
    return vp->v_ops->fsync(vp);
}

void vnode_inactive(struct vnode *vp)
{
    begin(vp, VOP_INACTIVE);
    vp->v_ops->inactive(vp);
}

/* Waits while the vnode is becoming another file. */
void vnode_lock_interlocked(struct vnode *vp)
{
    while (vp->v_flag & V_GOING) {
        vp->v_flag |= V_WANTED;
        spin_release(&vp->v_interlock);
        (void)sleep_on(&vp->v_flag, PINOD, "vnode", 0);
        spin_take(&vp->v_interlock);
    }
    vp->v_ops->lock(vp, LOCK_INTERLOCK);
}

void vnode_lock(struct vnode *vp)
{
    spin_take(&vp->v_interlock);
    vnode_lock_interlocked(vp);
}

void vnode_unlock(struct vnode *vp)
{
    vp->v_ops->unlock(vp);
}
