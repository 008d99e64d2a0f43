/*
 * Attributes of files: mode, owner, times, size. Only the owner and the superuser change the first
 * three; only the superuser gives files away.
 */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

static const struct vattr NOTHING = {
    .va_mode = VNOVAL, .va_uid = VNOVAL, .va_gid = VNOVAL, .va_size = VNOVAL,
    .va_atime = VNOVAL, .va_mtime = VNOVAL, .va_rdev = VNOVAL,
};

/* 0 if the current process owns vp or is the superuser. vp is locked. */
static int owner_check(struct vnode *vp, struct stat *st)
{
    int error = vp->v_ops->getattr(vp, st);

    if (error != 0 || current->u_cred->cr_uid == st->st_uid)
        return error;
    return superuser(current->u_cred);
}

static int change_mode(struct vnode *vp, mode_t mode)
{
    struct vattr attr = NOTHING;
    struct stat st;
    int error;

    if (vp->v_mount->m_read_only)
        return EROFS;
    error = owner_check(vp, &st);
    if (error != 0)
        return error;
    mode &= 07777;
    if (current->u_cred->cr_uid != 0) {
        if (vp->v_type != VDIR)
            mode &= ~(mode_t)S_ISVTX;
        if (!group_member(st.st_gid, current->u_cred))
            mode &= ~(mode_t)S_ISGID;
    }
    if ((vp->v_flag & V_TEXT) && !(mode & S_ISVTX) && !text_busy(vp))
        text_uncache(vp);
    attr.va_mode = (int32_t)mode;
    return vp->v_ops->setattr(vp, &attr, current->u_cred);
}

static int change_owner(struct vnode *vp, int32_t uid, int32_t gid)
{
    struct vattr attr = NOTHING;
    struct stat st;
    int error;

    if (vp->v_mount->m_read_only)
        return EROFS;
    error = owner_check(vp, &st);
    if (error != 0)
        return error;
    if (uid == VNOVAL)
        uid = (int32_t)st.st_uid;
    if (gid == VNOVAL)
        gid = (int32_t)st.st_gid;
    if (((uid_t)uid != st.st_uid ||
         ((gid_t)gid != st.st_gid && !group_member((gid_t)gid, current->u_cred))) &&
        (error = superuser(current->u_cred)) != 0)
        return error;
    attr.va_uid = uid;
    attr.va_gid = gid;
    if (current->u_cred->cr_uid != 0)
        attr.va_mode = (int32_t)(st.st_mode & 07777 & ~(uint32_t)(S_ISUID | S_ISGID));
    return vp->v_ops->setattr(vp, &attr, current->u_cred);
}

static int change_size(struct vnode *vp, off_t size)
{
    struct vattr attr = NOTHING;
    int error;

    if (size < 0)
        return EINVAL;
    if (vp->v_type == VDIR)
        return EISDIR;
    if (vp->v_type != VREG)
        return EINVAL;
    if (size > current->u_rlimit[RLIMIT_FSIZE].rlim_cur) {
        signal_post(current->u_proc, SIGXFSZ);
        return EFBIG;
    }
    error = vnode_write_check(vp);
    if (error != 0)
        return error;
    attr.va_size = size;
    return vp->v_ops->setattr(vp, &attr, current->u_cred);
}

/* The vnode that a path names, locked and referenced. */
static int find(long path, int follow, struct vnode **vpp)
{
    struct namei n = { .n_path = (uaddr_t)path, .n_flags = follow | NAMEI_LOCK_LEAF };
    int error = namei(&n);

    *vpp = n.n_vnode;
    return error;
}

/* The vnode that a descriptor is open to, locked. EINVAL: it is none. */
static int find_open(long descriptor, int flags, struct vnode **vpp)
{
    struct file *f;
    int error = file_get((int)descriptor, &f);

    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE || (f->f_flag & flags) != flags)
        return EINVAL;
    *vpp = f->f_data;
    vnode_lock(*vpp);
    return 0;
}

int sys_chmod(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find(argument[0], NAMEI_FOLLOW, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = change_mode(vp, (mode_t)argument[1]);
    vnode_put(vp);
    return error;
}

int sys_fchmod(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find_open(argument[0], 0, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = change_mode(vp, (mode_t)argument[1]);
    vnode_unlock(vp);
    return error;
}

int sys_chown(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find(argument[0], 0, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = change_owner(vp, (int32_t)argument[1], (int32_t)argument[2]);
    vnode_put(vp);
    return error;
}

int sys_fchown(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find_open(argument[0], 0, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = change_owner(vp, (int32_t)argument[1], (int32_t)argument[2]);
    vnode_unlock(vp);
    return error;
}

/* Without times: now, which who may write may do, too. */
int sys_utimes(struct proc *p, const long *argument, long *value)
{
    struct vattr attr = NOTHING;
    struct timeval times[2];
    struct vnode *vp;
    struct stat st;
    int error;

    (void)p, (void)value;
    if (argument[1] != 0) {
        error = copy_in((uaddr_t)argument[1], times, sizeof times);
        if (error != 0)
            return error;
        if (times[0].tv_usec < 0 || times[0].tv_usec >= 1000000 || times[1].tv_usec < 0 ||
            times[1].tv_usec >= 1000000)
            return EINVAL;
    } else
        times[0].tv_sec = times[1].tv_sec = time_now.tv_sec;
    error = find(argument[0], NAMEI_FOLLOW, &vp);
    if (error != 0)
        return error;
    if (vp->v_mount->m_read_only)
        error = EROFS;
    else {
        error = owner_check(vp, &st);
        if (error == EPERM && argument[1] == 0)
            error = vp->v_ops->access(vp, W_OK, current->u_cred);
    }
    if (error == 0) {
        attr.va_atime = times[0].tv_sec;
        attr.va_mtime = times[1].tv_sec;
        error = vp->v_ops->setattr(vp, &attr, current->u_cred);
    }
    vnode_put(vp);
    return error;
}

int sys_truncate(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find(argument[0], NAMEI_FOLLOW, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = vp->v_type == VREG ? vp->v_ops->access(vp, W_OK, current->u_cred) : 0;
    if (error == 0)
        error = change_size(vp, (off_t)argument[1]);
    vnode_put(vp);
    return error;
}

int sys_ftruncate(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    int error = find_open(argument[0], FWRITE, &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = change_size(vp, (off_t)argument[1]);
    vnode_unlock(vp);
    return error;
}

int sys_umask(struct proc *p, const long *argument, long *value)
{
    (void)p;
    value[0] = (long)current->u_cmask;
    current->u_cmask = (mode_t)argument[0] & 0777;
    return 0;
}
