/*
 * A file system in memory, which holds the rest of the personality to its contracts (unix/vnode.h):
 * what must be locked is locked, what must not be is not, names are not "." or "..", who may has
 * been asked. Any operation can be made to fail.
 */
#include <abi/dirent.h>

#include "node.h"

int steps_until_error = -1;

bool step_fails(void)
{
    return steps_until_error >= 0 && steps_until_error-- == 0;
}

static void check_name(const struct namei *n)
{
    const char *name = n->n_dirent.name;

    CHECK(n->n_dirent.length == strlen(name) && n->n_dirent.length > 0);
    CHECK(strcmp(name, ".") != 0 && strcmp(name, "..") != 0);
}

/* ---- names ---- */

static int may(struct node *node, int mode, const struct ucred *cred)
{
    int shift = cred->cr_uid == node->uid ? 6 : group_member(node->gid, cred) ? 3 : 0;

    if (cred->cr_uid == 0)
        return (mode & X_OK) && node->vnode.v_type != VDIR && !(node->mode & 0111) ? EACCES : 0;
    return ((node->mode >> shift) & mode) == (unsigned)mode ? 0 : EACCES;
}

static int memory_access(struct vnode *vp, int mode, const struct ucred *cred)
{
    CHECK(is_locked(vp) && mode != 0);
    STEP();
    return may(node_of(vp), mode, cred);
}

/* May the entry be made, removed or replaced? */
static int change_check(struct node *dp, const struct namei *n, const struct entry *e)
{
    const struct ucred *cred = current->u_cred;

    if (!n->n_last || n->n_intent == NAMEI_LOOKUP)
        return 0;
    if (e == NULL && n->n_intent == NAMEI_DELETE)
        return 0;
    if (e != NULL && n->n_intent == NAMEI_CREATE)
        return 0;
    if (may(dp, W_OK, cred) != 0)
        return EACCES;
    if (e != NULL && (dp->mode & S_ISVTX) && cred->cr_uid != 0 && cred->cr_uid != dp->uid
        && cred->cr_uid != e->node->uid)
        return EPERM;
    return 0;
}

static int memory_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    struct node *dp = node_of(dvp);
    struct entry *e;
    int error;

    CHECK(is_locked(dvp) && dvp->v_type == VDIR && n->n_dirent.length > 0);
    CHECK(strcmp(n->n_dirent.name, ".") != 0);
    STEP();
    if (strcmp(n->n_dirent.name, "..") == 0) {
        struct vnode *parent = &dp->parent->vnode;

        CHECK(dp->parent != dp);
        vnode_hold(parent);
        vnode_unlock(dvp);
        vnode_lock(parent);
        vnode_lock(dvp);
        *vpp = parent;
        return 0;
    }
    e = entry_find(dp, n->n_dirent.name);
    error = change_check(dp, n, e);
    if (error != 0)
        return error;
    if (e == NULL)
        return ENOENT;
    vnode_hold(&e->node->vnode);
    vnode_lock(&e->node->vnode);
    *vpp = &e->node->vnode;
    return 0;
}

static int make(struct vnode *dvp, struct namei *n, const struct vattr *attr, mode_t type,
                struct node **made)
{
    struct node *dp = node_of(dvp);
    struct node *node;

    CHECK(is_locked(dvp) && !dvp->v_mount->m_read_only && n->n_intent == NAMEI_CREATE);
    CHECK(may(dp, W_OK, current->u_cred) == 0 && (attr->va_mode & ~07777) == 0);
    check_name(n);
    STEP();
    node = node_make((dev_t)attr->va_rdev, type | (mode_t)attr->va_mode, dp);
    node->uid = (uid_t)attr->va_uid;
    node->gid = dp->gid;
    if (node->vnode.v_type == VCHR || node->vnode.v_type == VBLK)
        node->vnode.v_rdev = node->rdev;
    node->links = 1;
    entry_add(dp, n->n_dirent.name, node);
    vnode_hold(&node->vnode);
    vnode_lock(&node->vnode);
    *made = node;
    return 0;
}

static int memory_create(struct vnode *dvp, struct namei *n, const struct vattr *attr,
                         struct vnode **vpp)
{
    static const mode_t types[] = {
        [VREG] = S_IFREG, [VBLK] = S_IFBLK, [VCHR] = S_IFCHR, [VFIFO] = S_IFIFO,
    };
    struct node *node;
    int error = make(dvp, n, attr, types[attr->va_type], &node);

    if (error == 0)
        *vpp = &node->vnode;
    return error;
}

static int memory_mkdir(struct vnode *dvp, struct namei *n, const struct vattr *attr,
                        struct vnode **vpp)
{
    struct node *node;
    int error = make(dvp, n, attr, S_IFDIR, &node);

    if (error != 0)
        return error;
    node->links = 2;
    node_of(dvp)->links++;
    *vpp = &node->vnode;
    return 0;
}

static int memory_symlink(struct vnode *dvp, struct namei *n, const struct vattr *attr,
                          const char *target)
{
    struct node *node;
    int error = make(dvp, n, attr, S_IFLNK, &node);

    if (error != 0)
        return error;
    node_resize(node, strlen(target));
    memcpy(node->bytes, target, strlen(target));
    vnode_put(&node->vnode);
    return 0;
}

static int memory_remove(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    CHECK(is_locked(dvp) && is_locked(vp) && vp->v_type != VDIR && n->n_intent == NAMEI_DELETE);
    CHECK(!dvp->v_mount->m_read_only);
    check_name(n);
    STEP();
    entry_remove(node_of(dvp), n->n_dirent.name);
    node_of(vp)->links--;
    return 0;
}

static int memory_rmdir(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    CHECK(is_locked(dvp) && is_locked(vp) && vp->v_type == VDIR && n->n_intent == NAMEI_DELETE);
    CHECK(!(vp->v_flag & V_ROOT) && dvp != vp && vp->v_mountedhere == NULL);
    check_name(n);
    STEP();
    if (node_of(vp)->entries != NULL)
        return ENOTEMPTY;
    entry_remove(node_of(dvp), n->n_dirent.name);
    node_of(dvp)->links--;
    node_of(vp)->links = 0;
    name_cache_purge(vp);
    return 0;
}

static int memory_link(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    CHECK(is_locked(dvp) && is_locked(vp) && vp->v_type != VDIR && dvp->v_mount == vp->v_mount);
    CHECK(!dvp->v_mount->m_read_only && n->n_intent == NAMEI_CREATE);
    check_name(n);
    STEP();
    if (node_of(vp)->links >= LINK_MAX)
        return EMLINK;
    entry_add(node_of(dvp), n->n_dirent.name, node_of(vp));
    node_of(vp)->links++;
    return 0;
}

static void replaced_drop(struct node *tdp, struct node *node)
{
    if (node->vnode.v_type == VDIR) {
        tdp->links--;
        node->links = 0;
        name_cache_purge(&node->vnode);
    } else
        node->links--;
}

static int memory_rename(struct vnode *fdvp, struct vnode *fvp, struct namei *from,
                         struct vnode *tdvp, struct vnode *tvp, struct namei *to)
{
    struct node *fdp = node_of(fdvp), *tdp = node_of(tdvp), *node = node_of(fvp);

    CHECK(fdvp->v_count > 0 && fvp->v_count > 0 && is_locked(tdvp) && fvp != tvp);
    CHECK((tvp == NULL || is_locked(tvp)) && fvp->v_mount == tdvp->v_mount);
    CHECK(!(fvp->v_flag & V_ROOT) && (tvp == NULL || !(tvp->v_flag & V_ROOT)));
    CHECK(tvp == NULL || (tvp->v_type == VDIR) == (fvp->v_type == VDIR));
    check_name(from);
    check_name(to);
    STEP();
    for (struct node *up = tdp; fvp->v_type == VDIR; up = up->parent) {
        if (up == node)
            return EINVAL;
        if (up->parent == up)
            break;
    }
    if (fvp->v_type == VDIR && fdp != tdp && may(node, W_OK, current->u_cred) != 0)
        return EACCES; /* ".." will be written */
    if (tvp != NULL) {
        if (node_of(tvp)->entries != NULL)
            return ENOTEMPTY;
        entry_remove(tdp, to->n_dirent.name);
        replaced_drop(tdp, node_of(tvp));
    }
    entry_remove(fdp, from->n_dirent.name);
    entry_add(tdp, to->n_dirent.name, node);
    node->parent = fvp->v_type == VDIR ? tdp : node->parent;
    if (fvp->v_type == VDIR) {
        fdp->links--;
        tdp->links++;
        name_cache_purge(fvp);
    }
    return 0;
}

static int memory_readlink(struct vnode *vp, struct uio *uio)
{
    struct node *node = node_of(vp);

    CHECK(is_locked(vp) && vp->v_type == VLNK && uio->uio_offset == 0);
    STEP();
    return uio_move(node->bytes, node->size, uio);
}

/* Each entry has a chunk for itself. */
static int memory_readdir(struct vnode *vp, struct uio *uio)
{
    struct node *node = node_of(vp);
    int error = 0;

    CHECK(is_locked(vp) && vp->v_type == VDIR);
    STEP();
    if (uio->uio_offset % DIRECTORY_BLOCK != 0 || uio->uio_resid < DIRECTORY_BLOCK)
        return EINVAL;
    while (error == 0 && uio->uio_resid >= DIRECTORY_BLOCK) {
        int at = uio->uio_offset / DIRECTORY_BLOCK;
        struct {
            struct dirent d;
            char rest[DIRECTORY_BLOCK - sizeof(struct dirent)];
        } chunk = {.d = {.d_ino = node->ino, .d_reclen = DIRECTORY_BLOCK}};
        struct entry *e = node->entries;

        if (at == 0 || at == 1)
            strcpy(chunk.d.d_name, at == 0 ? "." : "..");
        else {
            for (; e != NULL && at > 2; at--)
                e = e->next;
            if (e == NULL)
                break;
            chunk.d.d_ino = e->node->ino;
            strcpy(chunk.d.d_name, e->name);
        }
        chunk.d.d_namlen = (uint8_t)strlen(chunk.d.d_name);
        error = uio_move(&chunk, sizeof chunk, uio);
    }
    return error;
}

/* ---- references, locks ---- */

static void memory_inactive(struct vnode *vp)
{
    struct node *node = node_of(vp);

    CHECK(is_locked(vp) && vp->v_count == 1 && vp->v_writers == 0);
    CHECK((vp->v_flag & (V_SHLOCK | V_EXLOCK)) == 0 && vp->v_shlocks + vp->v_exlocks == 0);
    if (node->links == 0)
        node_forget(node);
}

static void memory_lock(struct vnode *vp, unsigned how)
{
    if (how & LOCK_INTERLOCK)
        spin_release(&vp->v_interlock);
    CHECK(vp->v_count > 0 && !node_of(vp)->locked);
    node_of(vp)->locked = true;
}

static void memory_unlock(struct vnode *vp)
{
    CHECK(is_locked(vp));
    node_of(vp)->locked = false;
}

const struct vnode_ops memory_ops = {
    .lookup = memory_lookup, .create = memory_create, .mkdir = memory_mkdir,
    .symlink = memory_symlink, .remove = memory_remove, .rmdir = memory_rmdir,
    .link = memory_link, .rename = memory_rename, .readlink = memory_readlink,
    .readdir = memory_readdir, .open = memory_open, .close = memory_close,
    .access = memory_access, .getattr = memory_getattr, .setattr = memory_setattr,
    .read = memory_read, .write = memory_write, .ioctl = memory_ioctl, .select = memory_select,
    .fsync = memory_fsync, .inactive = memory_inactive, .lock = memory_lock,
    .unlock = memory_unlock,
};
