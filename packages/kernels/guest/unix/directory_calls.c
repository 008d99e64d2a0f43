/* Names of files: made, removed, changed, listed; and where a process is among them. */
#include <abi/dirent.h>
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

/* Finds where a new name would go: n_parent locked. EEXIST if it is there. */
static int find_new(struct namei *n, uaddr_t path)
{
    int error;

    namei_ask(n, path, NAMEI_CREATE, NAMEI_LOCK_PARENT);
    error = namei(n);
    if (error == 0 && n->n_vnode != NULL) {
        namei_release(n);
        error = EEXIST;
    }
    return error;
}

static struct vattr attributes_of(enum vtype type, mode_t mode)
{
    return (struct vattr){
        .va_type = type,
        .va_mode = (int32_t)(mode & 07777 & ~current->u_cmask),
        .va_uid = (int32_t)current->u_cred->cr_uid,
        .va_gid = VNOVAL, .va_size = VNOVAL, .va_atime = VNOVAL, .va_mtime = VNOVAL,
        .va_rdev = VNOVAL,
    };
}

int sys_mkdir(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct vattr attr = attributes_of(VDIR, (mode_t)argument[1]);
    struct vnode *vp;
    int error = find_new(&n, (uaddr_t)argument[0]);

    (void)p, (void)value;
    if (error != 0)
        return error;
    error = vnode_mkdir(n.n_parent, &n, &attr, &vp);
    if (error == 0)
        vnode_put(vp);
    vnode_put(n.n_parent);
    return error;
}

int sys_mknod(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    mode_t mode = (mode_t)argument[1];
    struct vattr attr;
    struct vnode *vp;
    int error;

    (void)p, (void)value;
    switch (mode & S_IFMT) {
    case S_IFCHR:
        attr = attributes_of(VCHR, mode);
        break;
    case S_IFBLK:
        attr = attributes_of(VBLK, mode);
        break;
    case S_IFIFO:
        attr = attributes_of(VFIFO, mode);
        break;
    case S_IFREG:
    case 0:
        attr = attributes_of(VREG, mode);
        break;
    default:
        return EINVAL;
    }
    if (attr.va_type != VFIFO && (error = superuser(current->u_cred)) != 0)
        return error;
    attr.va_rdev = (int32_t)argument[2];
    error = find_new(&n, (uaddr_t)argument[0]);
    if (error != 0)
        return error;
    error = n.n_trailing_slash ? ENOENT : vnode_create(n.n_parent, &n, &attr, &vp);
    if (error == 0)
        vnode_put(vp);
    vnode_put(n.n_parent);
    return error;
}

int sys_symlink(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct vattr attr = attributes_of(VLNK, 0777);
    char *target = kmem_alloc(PATH_MAX);
    size_t length;
    int error = copy_in_string((uaddr_t)argument[0], target, PATH_MAX, &length);

    (void)p, (void)value;
    if (error == 0 && length == 1)
        error = ENOENT; /* it would lead nowhere */
    if (error == 0)
        error = find_new(&n, (uaddr_t)argument[1]);
    if (error == 0) {
        error = n.n_trailing_slash ? ENOENT
                                   : vnode_symlink(n.n_parent, &n, &attr, target);
        vnode_put(n.n_parent);
    }
    kmem_free(target);
    return error;
}

int sys_link(struct proc *p, const long *argument, long *value)
{
    struct namei from, to;
    struct vnode *vp;
    int error;

    (void)p, (void)value;
    namei_ask(&from, (uaddr_t)argument[0], NAMEI_LOOKUP, NAMEI_FOLLOW);
    error = namei(&from);
    if (error != 0)
        return error;
    vp = from.n_vnode;
    if (vp->v_type == VDIR)
        error = EPERM; /* directories have one name */
    else
        error = find_new(&to, (uaddr_t)argument[1]);
    if (error != 0) {
        vnode_release(vp);
        return error;
    }
    if (to.n_trailing_slash)
        error = ENOENT;
    else if (to.n_parent->v_mount != vp->v_mount)
        error = EXDEV;
    if (error == 0) {
        vnode_lock(vp);
        error = vnode_link(to.n_parent, vp, &to);
        vnode_unlock(vp);
    }
    vnode_put(to.n_parent);
    vnode_release(vp);
    return error;
}

/* Finds a name that is going to be removed: parent and file locked. */
static int find_old(struct namei *n, long path)
{
    namei_ask(n, (uaddr_t)path, NAMEI_DELETE, NAMEI_LOCK_PARENT | NAMEI_LOCK_LEAF);
    return namei(n);
}

int sys_unlink(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct vnode *vp;
    int error = find_old(&n, argument[0]);

    (void)p, (void)value;
    if (error != 0)
        return error;
    vp = n.n_vnode;
    if (vp->v_type == VDIR)
        error = EPERM;
    else {
        if (vp->v_flag & V_TEXT)
            text_uncache(vp);
        error = vnode_remove(n.n_parent, vp, &n);
    }
    namei_release(&n);
    return error;
}

int sys_rmdir(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    struct vnode *vp;
    int error = find_old(&n, argument[0]);

    (void)p, (void)value;
    if (error != 0)
        return error;
    vp = n.n_vnode;
    if (vp->v_type != VDIR)
        error = ENOTDIR;
    else if (vp == n.n_parent)
        error = EINVAL; /* "." */
    else if ((vp->v_flag & V_ROOT) || vp->v_mountedhere != NULL)
        error = EBUSY;
    else if (n.n_dirent.length == 2 && n.n_dirent.name[0] == '.' && n.n_dirent.name[1] == '.')
        error = ENOTEMPTY;
    else
        error = vnode_rmdir(n.n_parent, vp, &n);
    namei_release(&n);
    return error;
}

static bool is_dot(const struct namei *n)
{
    return n->n_dirent.name[0] == '.' &&
           (n->n_dirent.length == 1 || (n->n_dirent.length == 2 && n->n_dirent.name[1] == '.'));
}

/* What must be so before a file system is asked. from: referenced; to: locked. 1: nothing to do. */
static int rename_check(const struct namei *from, const struct namei *to)
{
    const struct vnode *fvp = from->n_vnode, *tvp = to->n_vnode;
    bool directory = fvp->v_type == VDIR;

    if (from->n_parent->v_mount != to->n_parent->v_mount || fvp->v_mount != to->n_parent->v_mount)
        return EXDEV;
    if (is_dot(from) || is_dot(to) || fvp == from->n_parent)
        return EINVAL;
    if ((fvp->v_flag & V_ROOT) || fvp->v_mountedhere != NULL)
        return EBUSY;
    if (!directory && (from->n_trailing_slash || to->n_trailing_slash))
        return ENOTDIR;
    if (fvp == to->n_parent)
        return EINVAL;
    if (tvp == NULL)
        return 0;
    if ((tvp->v_flag & V_ROOT) || tvp->v_mountedhere != NULL)
        return EBUSY;
    if (directory && tvp->v_type != VDIR)
        return ENOTDIR;
    if (!directory && tvp->v_type == VDIR)
        return EISDIR;
    if (fvp == tvp)
        return 1;
    return tvp == from->n_parent ? ENOTEMPTY : 0;
}

int sys_rename(struct proc *p, const long *argument, long *value)
{
    struct namei from, to;
    int error;

    (void)p, (void)value;
    namei_ask(&from, (uaddr_t)argument[0], NAMEI_DELETE, NAMEI_WANT_PARENT);
    error = namei(&from);
    if (error != 0)
        return error;
    namei_ask(&to, (uaddr_t)argument[1], NAMEI_RENAME,
              NAMEI_LOCK_PARENT | NAMEI_LOCK_LEAF | NAMEI_NO_CACHE);
    error = namei(&to);
    if (error != 0) {
        namei_release(&from);
        return error;
    }
    error = rename_check(&from, &to);
    if (error == 0) {
        struct vnode *tvp = to.n_vnode;

        if (tvp != NULL && (tvp->v_flag & V_TEXT))
            text_uncache(tvp);
        error = vnode_rename(from.n_parent, from.n_vnode, &from, to.n_parent, tvp, &to);
        /* Directories were unlocked for a time: the way to one may lead through the other's name. */
        name_cache_remove(from.n_parent, &from);
        name_cache_remove(to.n_parent, &to);
    } else if (error == 1)
        error = 0;
    namei_release(&to);
    namei_release(&from);
    return error;
}

/* A directory that may be searched, referenced, not locked. */
static int find_directory(long path, struct vnode **vpp)
{
    struct namei n;
    int error;

    namei_ask(&n, (uaddr_t)path, NAMEI_LOOKUP, NAMEI_FOLLOW | NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error != 0)
        return error;
    if (n.n_vnode->v_type != VDIR)
        error = ENOTDIR;
    else
        error = vnode_access(n.n_vnode, X_OK, current->u_cred);
    if (error != 0) {
        vnode_put(n.n_vnode);
        return error;
    }
    vnode_unlock(n.n_vnode);
    *vpp = n.n_vnode;
    return 0;
}

int sys_chdir(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp, *old = current->u_cdir;
    int error = find_directory(argument[0], &vp);

    (void)p, (void)value;
    if (error != 0)
        return error;
    current->u_cdir = vp;
    vnode_release(old);
    return 0;
}

int sys_fchdir(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp, *old = current->u_cdir;
    struct file *f;
    int error = file_get((int)argument[0], &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE)
        return ENOTDIR;
    vp = f->f_data;
    if (vp->v_type != VDIR)
        return ENOTDIR;
    vnode_lock(vp);
    error = vnode_access(vp, X_OK, current->u_cred);
    vnode_unlock(vp);
    if (error != 0)
        return error;
    vnode_hold(vp);
    current->u_cdir = vp;
    vnode_release(old);
    return 0;
}

int sys_chroot(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp, *old = current->u_rdir;
    int error = superuser(current->u_cred);

    (void)p, (void)value;
    if (error == 0)
        error = find_directory(argument[0], &vp);
    if (error != 0)
        return error;
    current->u_rdir = vp;
    if (old != NULL)
        vnode_release(old);
    return 0;
}

int sys_getdirentries(struct proc *p, const long *argument, long *value)
{
    struct uio_part part = { (uaddr_t)argument[1], (size_t)argument[2] };
    struct uio uio = { &part, 1, 0, (size_t)argument[2], UIO_USER, UIO_READ };
    struct vnode *vp;
    struct file *f;
    long before;
    int error = file_get((int)argument[0], &f);

    (void)p;
    if (error != 0)
        return error;
    if (!(f->f_flag & FREAD))
        return EBADF;
    if (f->f_type != FILE_VNODE || argument[2] < 0)
        return EINVAL;
    vp = f->f_data;
    if (vp->v_type != VDIR)
        return EINVAL;
    vnode_lock(vp);
    before = uio.uio_offset = f->f_offset;
    error = vnode_readdir(vp, &uio);
    f->f_offset = uio.uio_offset;
    vnode_unlock(vp);
    if (error != 0)
        return error;
    if (argument[3] != 0)
        error = copy_out(&before, (uaddr_t)argument[3], sizeof before);
    value[0] = argument[2] - (long)uio.uio_resid;
    return error;
}
