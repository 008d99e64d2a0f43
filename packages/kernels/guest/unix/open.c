/*
 * open, creat, close of vnodes. Obligations: a file that is made is open to its maker whatever its
 * mode says; one that was there is checked for every kind of access asked for, truncation included;
 * what runs as a program is not opened for writing; every open that succeeds is matched by a close
 * with the same flags.
 */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

int vnode_write_check(struct vnode *vp)
{
    switch (vp->v_type) {
    case VREG:
    case VDIR:
    case VLNK:
        if (vp->v_mount->m_read_only)
            return EROFS;
        break;
    default:
        break; /* what devices and pipes are written is not in the file system */
    }
    if (vp->v_flag & V_TEXT) {
        if (text_busy(vp))
            return ETXTBSY;
        text_uncache(vp);
    }
    return 0;
}

static int open_check(struct vnode *vp, int flags)
{
    const struct ucred *cred = current->u_cred;
    int error;

    if (vp->v_type == VSOCK)
        return EOPNOTSUPP;
    if (flags & FREAD) {
        error = vnode_access(vp, R_OK, cred);
        if (error != 0)
            return error;
    }
    if (!(flags & (FWRITE | O_TRUNC)))
        return 0;
    if (vp->v_type == VDIR)
        return EISDIR;
    error = vnode_write_check(vp);
    if (error != 0)
        return error;
    return vnode_access(vp, W_OK, cred);
}

static int file_truncate(struct vnode *vp)
{
    struct vattr attr = {
        .va_mode = VNOVAL, .va_uid = VNOVAL, .va_gid = VNOVAL, .va_size = 0,
        .va_atime = VNOVAL, .va_mtime = VNOVAL, .va_rdev = VNOVAL,
    };

    return vnode_setattr(vp, &attr, current->u_cred);
}

/* The name is not there yet: makes it. The parent, locked, is given back. */
static int file_create(struct namei *n, mode_t mode)
{
    struct vnode *dvp = n->n_parent;
    struct vattr attr = {
        .va_type = VREG,
        .va_mode = (int32_t)mode,
        .va_uid = (int32_t)current->u_cred->cr_uid,
        .va_gid = VNOVAL, .va_size = VNOVAL, .va_atime = VNOVAL, .va_mtime = VNOVAL,
        .va_rdev = VNOVAL,
    };
    int error = n->n_trailing_slash ? EISDIR : vnode_create(dvp, n, &attr, &n->n_vnode);

    n->n_parent = NULL;
    vnode_put(dvp);
    return error;
}

/* Finds or makes what O_CREAT asks for; n_vnode is locked. */
static int create_lookup(struct namei *n, int flags, mode_t mode, bool *created)
{
    int error;

    n->n_intent = NAMEI_CREATE;
    n->n_flags |= NAMEI_LOCK_PARENT | NAMEI_LOCK_LEAF;
    if (!(flags & O_EXCL))
        n->n_flags |= NAMEI_FOLLOW;
    error = namei(n);
    if (error == EEXIST && !(flags & O_EXCL))
        error = EISDIR; /* a root */
    if (error != 0)
        return error;
    if (n->n_vnode == NULL) {
        *created = true;
        return file_create(n, mode);
    }
    if (flags & O_EXCL) {
        namei_release(n);
        return EEXIST;
    }
    if (n->n_parent == n->n_vnode)
        vnode_release(n->n_parent);
    else
        vnode_put(n->n_parent);
    n->n_parent = NULL;
    return 0;
}

int vnode_open(struct namei *n, int flags, mode_t mode)
{
    bool created = false;
    struct vnode *vp;
    int error;

    if (flags & O_CREAT)
        error = create_lookup(n, flags, mode, &created);
    else {
        n->n_intent = NAMEI_LOOKUP;
        n->n_flags |= NAMEI_FOLLOW | NAMEI_LOCK_LEAF;
        error = namei(n);
    }
    if (error != 0)
        return error;

    vp = n->n_vnode;
    if (!created) {
        error = open_check(vp, flags);
        if (error == 0 && (flags & O_TRUNC) && vp->v_type == VREG)
            error = file_truncate(vp);
    }
    if (error == 0)
        error = vnode_begin_use(vp, flags);
    if (error != 0) {
        n->n_vnode = NULL;
        vnode_put(vp);
        return error;
    }
    if (flags & FWRITE)
        vp->v_writers++;
    return 0;
}

int vnode_close(struct vnode *vp, int flags)
{
    int error;

    if (flags & FWRITE)
        vp->v_writers--;
    vnode_lock(vp);
    error = vnode_end_use(vp, flags);
    vnode_put(vp);
    return error;
}

static int open_path(uaddr_t path, int flags, mode_t mode, long *value)
{
    struct namei n;
    struct file *f;
    int descriptor;
    int error;

    if (!(flags & (FREAD | FWRITE)))
        return EINVAL;
    error = file_alloc(&f, &descriptor);
    if (error != 0)
        return error;
    namei_ask(&n, path, NAMEI_LOOKUP, 0);
    error = vnode_open(&n, flags, mode & 07777 & ~current->u_cmask & ~(mode_t)S_ISVTX);
    if (error != 0) {
        file_discard(f, descriptor);
        return error == ERESTART ? EINTR : error;
    }
    f->f_type = FILE_VNODE;
    f->f_ops = &vnode_file_ops;
    f->f_data = n.n_vnode;
    f->f_flag = flags & (FREAD | FWRITE | FNONBLOCK | FAPPEND);
    vnode_unlock(n.n_vnode);
    value[0] = descriptor;
    return 0;
}

int sys_open(struct proc *p, const long *argument, long *value)
{
    int flags = (int)argument[1];

    (void)p;
    if ((flags & O_ACCMODE) == O_ACCMODE)
        return EINVAL;
    return open_path((uaddr_t)argument[0], FFLAGS(flags), (mode_t)argument[2], value);
}

int sys_creat(struct proc *p, const long *argument, long *value)
{
    (void)p;
    return open_path((uaddr_t)argument[0], FFLAGS(O_WRONLY | O_CREAT | O_TRUNC),
                     (mode_t)argument[1], value);
}
