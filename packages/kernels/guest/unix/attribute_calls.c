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
    int error = vnode_getattr(vp, st);

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
    return vnode_setattr(vp, &attr, current->u_cred);
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
    return vnode_setattr(vp, &attr, current->u_cred);
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
    return vnode_setattr(vp, &attr, current->u_cred);
}

/* ---- the calls: by path, or by descriptor ---- */

/* What is done to a file, by the arguments behind the one that names it. vp is locked. */
typedef int change(struct vnode *vp, const long *argument);

static int change_path(const long *argument, int follow, change *change)
{
    struct namei n;
    int error;

    namei_ask(&n, (uaddr_t)argument[0], NAMEI_LOOKUP, follow | NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error != 0)
        return error;
    error = change(n.n_vnode, argument + 1);
    vnode_put(n.n_vnode);
    return error;
}

/* EINVAL if the descriptor is open to no vnode, or not so as `flags` want. */
static int change_open(const long *argument, int flags, change *change)
{
    struct vnode *vp;
    struct file *f;
    int error = file_get((int)argument[0], &f);

    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE || (f->f_flag & flags) != flags)
        return EINVAL;
    vp = f->f_data;
    vnode_lock(vp);
    error = change(vp, argument + 1);
    vnode_unlock(vp);
    return error;
}

static int to_mode(struct vnode *vp, const long *argument)
{
    return change_mode(vp, (mode_t)argument[0]);
}

static int to_owner(struct vnode *vp, const long *argument)
{
    return change_owner(vp, (int32_t)argument[0], (int32_t)argument[1]);
}

static int to_size(struct vnode *vp, const long *argument)
{
    return change_size(vp, (off_t)argument[0]);
}

static int to_size_if_writable(struct vnode *vp, const long *argument)
{
    int error = vp->v_type == VREG ? vnode_access(vp, W_OK, current->u_cred) : 0;

    return error != 0 ? error : to_size(vp, argument);
}

int sys_chmod(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_path(argument, NAMEI_FOLLOW, to_mode);
}

int sys_fchmod(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_open(argument, 0, to_mode);
}

int sys_chown(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_path(argument, 0, to_owner);
}

int sys_fchown(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_open(argument, 0, to_owner);
}

int sys_truncate(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_path(argument, NAMEI_FOLLOW, to_size_if_writable);
}

int sys_ftruncate(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_open(argument, FWRITE, to_size);
}

/* Without times: now, which who may write may do, too. */
static int to_times(struct vnode *vp, const long *argument)
{
    struct vattr attr = NOTHING;
    struct timeval times[2];
    struct stat st;
    int error = 0;

    if (argument[0] != 0) {
        error = copy_in((uaddr_t)argument[0], times, sizeof times);
        if (error == 0 && (times[0].tv_usec < 0 || times[0].tv_usec >= 1000000 ||
                           times[1].tv_usec < 0 || times[1].tv_usec >= 1000000))
            error = EINVAL;
    } else
        times[0].tv_sec = times[1].tv_sec = time_now.tv_sec;
    if (error == 0 && vp->v_mount->m_read_only)
        error = EROFS;
    if (error == 0) {
        error = owner_check(vp, &st);
        if (error == EPERM && argument[0] == 0)
            error = vnode_access(vp, W_OK, current->u_cred);
    }
    if (error != 0)
        return error;
    attr.va_atime = times[0].tv_sec;
    attr.va_mtime = times[1].tv_sec;
    return vnode_setattr(vp, &attr, current->u_cred);
}

int sys_utimes(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return change_path(argument, NAMEI_FOLLOW, to_times);
}

int sys_umask(struct proc *p, const long *argument, long *value)
{
    (void)p;
    value[0] = (long)current->u_cmask;
    current->u_cmask = (mode_t)argument[0] & 0777;
    return 0;
}
