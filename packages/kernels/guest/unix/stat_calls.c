/* What is known of a file: stat, lstat, fstat, access, readlink. */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

static int stat_path(uaddr_t path, uaddr_t to, int follow)
{
    struct namei n;
    struct stat st;
    int error;

    namei_ask(&n, path, NAMEI_LOOKUP, follow | NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error != 0)
        return error;
    bzero(&st, sizeof st);
    error = vnode_getattr(n.n_vnode, &st);
    vnode_put(n.n_vnode);
    return error != 0 ? error : copy_out(&st, to, sizeof st);
}

int sys_stat(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return stat_path((uaddr_t)argument[0], (uaddr_t)argument[1], NAMEI_FOLLOW);
}

int sys_lstat(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)value;
    return stat_path((uaddr_t)argument[0], (uaddr_t)argument[1], 0);
}

int sys_fstat(struct proc *p, const long *argument, long *value)
{
    struct file *f;
    struct stat st;
    int error = file_get((int)argument[0], &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    bzero(&st, sizeof st);
    error = f->f_ops->stat(f, &st);
    return error != 0 ? error : copy_out(&st, (uaddr_t)argument[1], sizeof st);
}

/* Credentials of the real user; mostly they are the effective ones. To be freed. */
static struct ucred *real_credentials(struct ucred *effective)
{
    struct ucred *real;

    if (effective->cr_uid == current->u_ruid && effective->cr_groups[0] == current->u_rgid) {
        cred_hold(effective);
        return effective;
    }
    real = cred_copy(effective);
    real->cr_uid = current->u_ruid;
    real->cr_groups[0] = current->u_rgid;
    return real;
}

/* What the real user may do: the effective ids are the real ones for as long as it takes. */
int sys_access(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct ucred *effective = current->u_cred, *real;
    int mode = (int)argument[1] & (R_OK | W_OK | X_OK), error;

    (void)p, (void)value;
    current->u_cred = real = real_credentials(effective);
    namei_ask(&n, (uaddr_t)argument[0], NAMEI_LOOKUP, NAMEI_FOLLOW | NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error == 0) {
        if (mode != 0) {
            error = vnode_access(n.n_vnode, mode, real);
            if (error == 0 && (mode & W_OK))
                error = vnode_write_check(n.n_vnode);
        }
        vnode_put(n.n_vnode);
    }
    current->u_cred = effective;
    cred_free(real);
    return error;
}

int sys_readlink(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct uio_part part = { (uaddr_t)argument[1], (size_t)argument[2] };
    struct uio uio = { &part, 1, 0, (size_t)argument[2], UIO_USER, UIO_READ };
    int error;

    (void)p;
    if (argument[2] < 0)
        return EINVAL;
    namei_ask(&n, (uaddr_t)argument[0], NAMEI_LOOKUP, NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error != 0)
        return error;
    if (n.n_vnode->v_type != VLNK)
        error = EINVAL;
    else
        error = vnode_readlink(n.n_vnode, &uio);
    vnode_put(n.n_vnode);
    value[0] = argument[2] - (long)uio.uio_resid;
    return error;
}
