/*
 * From a path name to a vnode, component by component. Obligations: the directory that the walk is
 * in is referenced and locked; the next vnode is locked before it is let go of, from parents to
 * children only (".." lets go of the child first), so that walks cannot block each other for good.
 * Every directory passed must be searchable for the effective user. Roots of mounted file systems
 * stand for the directories they cover, both ways; a process does not get above its own root.
 */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <unix/kernel.h>
#include <unix/name_parse.h>
#include <unix/namei.h>

struct walk {
    char *path;       /* a block of PATH_MAX bytes */
    const char *rest; /* of it: not yet looked up */
    struct vnode *dvp;
    int links;        /* symbolic links followed */
};

static struct vnode *process_root(void)
{
    return current->u_rdir != NULL ? current->u_rdir : root_vnode;
}

static void walk_from(struct walk *w, struct vnode *dvp)
{
    vnode_hold(dvp);
    vnode_lock(dvp);
    w->dvp = dvp;
}

static int path_copy_in(const struct namei *n, char *path)
{
    size_t length;

    if (!(n->n_flags & NAMEI_SYSTEM))
        return copy_in_string(n->n_path, path, PATH_MAX, &length);
    for (length = 0; length < PATH_MAX; length++)
        if ((path[length] = ((const char *)n->n_path)[length]) == '\0')
            return 0;
    return ENAMETOOLONG;
}

static int walk_begin(const struct namei *n, struct walk *w)
{
    int error;

    w->path = kmem_alloc(PATH_MAX);
    error = path_copy_in(n, w->path);
    if (error == 0 && w->path[0] == '\0')
        error = ENOENT;
    if (error != 0) {
        kmem_free(w->path);
        return error;
    }
    w->rest = w->path;
    w->links = 0;
    walk_from(w, w->path[0] == '/' ? process_root() : current->u_cdir);
    return 0;
}

/* vp, locked, may be covered: then *vpp is the root of what covers it, locked. */
static int mount_cross_down(struct vnode *vp, struct vnode **vpp)
{
    struct mount *m;
    int error;

    while ((m = vp->v_mountedhere) != NULL) {
        if (m->m_unmounting) {
            (void)sleep_on(m, PINOD, "umount", 0);
            continue;
        }
        vnode_put(vp);
        error = m->m_ops->root(m, &vp);
        if (error != 0)
            return error;
    }
    *vpp = vp;
    return 0;
}

/* ".." leads no further: the process's root, or the system's, for one that is outside its own. */
static bool is_top(const struct vnode *dvp)
{
    return dvp == process_root() || dvp == root_vnode;
}

/* For "..": from the root of a mounted file system to the directory that it covers. */
static void mount_cross_up(struct walk *w)
{
    while (!is_top(w->dvp) && (w->dvp->v_flag & V_ROOT)) {
        struct vnode *covered = w->dvp->v_mount->m_covered;

        vnode_hold(covered);
        vnode_put(w->dvp);
        vnode_lock(covered);
        w->dvp = covered;
    }
}

/* What the name cache has, locked; false if it has become another file meanwhile. */
static bool cached_get(struct vnode *dvp, struct vnode *vp, bool is_parent)
{
    bool got;

    if (vp == dvp) { /* ".." of the first root; or an entry of a damaged directory */
        vnode_hold(vp);
        return true;
    }
    if (!is_parent)
        return vnode_get(vp, vp->v_id);
    vnode_unlock(dvp);
    got = vnode_get(vp, vp->v_id);
    vnode_lock(dvp);
    return got;
}

/* The entry of dvp, locked, from the cache or from the directory. */
static int entry_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    int found = name_cache_lookup(dvp, n, vpp);

    if (found == ENOENT || (found == -1 && cached_get(dvp, *vpp, name_is_dotdot(n))))
        return found == ENOENT ? ENOENT : 0;
    found = vnode_lookup(dvp, n, vpp);
    if (found == 0)
        name_cache_enter(dvp, *vpp, n);
    else if (found == ENOENT && !(n->n_last && n->n_intent != NAMEI_LOOKUP))
        name_cache_enter(dvp, NULL, n);
    return found;
}

/* May the last entry, which is there or not, be changed as it is going to be? */
static int entry_writable(const struct vnode *dvp, const struct namei *n, bool found)
{
    bool changes = n->n_intent == NAMEI_DELETE || n->n_intent == NAMEI_RENAME
        || (n->n_intent == NAMEI_CREATE && !found);

    return n->n_last && changes && dvp->v_mount->m_read_only ? EROFS : 0;
}

/* The component n_dirent in w->dvp. *vpp: NULL if it is not there and need not be. */
static int walk_component(struct namei *n, struct walk *w, struct vnode **vpp)
{
    struct vnode *dvp;
    bool may_be_new = n->n_last && (n->n_intent == NAMEI_CREATE || n->n_intent == NAMEI_RENAME);
    int error;

    if (w->dvp->v_type != VDIR)
        return ENOTDIR;
    if (name_is_dotdot(n))
        mount_cross_up(w);
    dvp = w->dvp;
    error = vnode_access(dvp, X_OK, current->u_cred);
    if (error != 0)
        return error;
    if (name_is_dot(n) || (name_is_dotdot(n) && is_top(dvp))) {
        vnode_hold(dvp);
        *vpp = dvp;
        return 0;
    }

    error = entry_lookup(dvp, n, vpp);
    if (error == ENOENT && may_be_new) {
        *vpp = NULL;
        return entry_writable(dvp, n, false);
    }
    if (error != 0)
        return error;
    error = entry_writable(dvp, n, true);
    if (error != 0) {
        vnode_put(*vpp);
        return error;
    }
    return (*vpp)->v_mountedhere == NULL ? 0 : mount_cross_down(*vpp, vpp);
}

/* A path that is a root has no component. */
static int walk_root(struct namei *n, struct walk *w, struct vnode **vpp)
{
    if (n->n_intent == NAMEI_CREATE)
        return EEXIST;
    if (n->n_intent != NAMEI_LOOKUP)
        return EBUSY;
    vnode_hold(w->dvp);
    *vpp = w->dvp;
    return 0;
}

static size_t string_length(const char *string)
{
    size_t length = 0;

    while (string[length] != '\0')
        length++;
    return length;
}

/* The text of the link `vp` before the rest of the path, which begins with a slash if it is needed. */
static int link_read(const struct namei *n, struct walk *w, struct vnode *vp)
{
    size_t rest = string_length(w->rest);
    bool slash = rest > 0 || n->n_trailing_slash;
    char *path = rest == 0 ? w->path : kmem_alloc(PATH_MAX);
    struct uio_part part = { .at = (uaddr_t)path, .bytes = PATH_MAX };
    struct uio uio = {
        .uio_parts = &part,
        .uio_count = 1,
        .uio_resid = PATH_MAX,
        .uio_segment = UIO_SYSTEM,
        .uio_rw = UIO_READ,
    };
    int error = vnode_readlink(vp, &uio);
    size_t length = PATH_MAX - uio.uio_resid;

    if (error == 0 && length == 0)
        error = ENOENT;
    if (error == 0 && length + slash + rest + 1 > PATH_MAX)
        error = ENAMETOOLONG;
    if (error != 0) {
        if (path != w->path)
            kmem_free(path);
        return error;
    }
    if (slash)
        path[length++] = '/';
    bcopy(w->rest, path + length, rest);
    path[length + rest] = '\0';
    if (path != w->path) {
        kmem_free(w->path);
        w->path = path;
    }
    w->rest = w->path;
    return 0;
}

/* Goes on where the symbolic link `vp` says; vp is given back. */
static int walk_link(const struct namei *n, struct walk *w, struct vnode *vp)
{
    int error = ++w->links > SYMLOOP_MAX ? ELOOP : link_read(n, w, vp);

    vnode_put(vp);
    if (error == 0 && w->path[0] == '/') {
        vnode_put(w->dvp);
        walk_from(w, process_root());
    }
    return error;
}

/* The last component is found, or need not be: leaves locked and referenced what was asked for. */
static int walk_end(struct namei *n, struct walk *w, struct vnode *vp)
{
    struct vnode *dvp = w->dvp;
    bool keep_parent = (n->n_flags & (NAMEI_LOCK_PARENT | NAMEI_WANT_PARENT)) != 0;

    if (vp != NULL && n->n_trailing_slash && vp->v_type != VDIR) {
        vnode_put(vp);
        vnode_put(dvp);
        return ENOTDIR;
    }
    n->n_vnode = vp;
    n->n_parent = keep_parent ? dvp : NULL;
    if (vp == dvp) {
        if (!(n->n_flags & (NAMEI_LOCK_LEAF | NAMEI_LOCK_PARENT)))
            vnode_unlock(dvp);
        if (!keep_parent)
            vnode_release(dvp);
        return 0;
    }
    if (!keep_parent)
        vnode_put(dvp);
    else if (!(n->n_flags & NAMEI_LOCK_PARENT))
        vnode_unlock(dvp);
    if (vp != NULL && !(n->n_flags & NAMEI_LOCK_LEAF))
        vnode_unlock(vp);
    return 0;
}

static bool follows(const struct namei *n, const struct vnode *vp)
{
    return vp != NULL && vp->v_type == VLNK
        && (!n->n_last || n->n_trailing_slash || (n->n_flags & NAMEI_FOLLOW));
}

/* Through all components. On error, what is held is the walk's directory. */
static int walk_path(struct namei *n, struct walk *w, struct vnode **vpp)
{
    struct vnode *vp;
    int error;

    for (;;) {
        error = name_parse(n, &w->rest);
        if (error == 0)
            error = n->n_dirent.length == 0 ? walk_root(n, w, &vp) : walk_component(n, w, &vp);
        if (error == 0 && follows(n, vp)) {
            error = walk_link(n, w, vp);
            if (error == 0)
                continue;
        }
        if (error != 0)
            return error;
        if (n->n_last) {
            *vpp = vp;
            return 0;
        }
        if (vp == w->dvp)
            vnode_release(vp); /* one reference stays, and the lock */
        else {
            vnode_put(w->dvp);
            w->dvp = vp;
        }
    }
}

int namei(struct namei *n)
{
    struct walk w;
    struct vnode *vp;
    int error;

    n->n_vnode = n->n_parent = NULL;
    error = walk_begin(n, &w);
    if (error != 0)
        return error;
    error = walk_path(n, &w, &vp);
    if (error == 0)
        error = walk_end(n, &w, vp);
    else
        vnode_put(w.dvp);
    kmem_free(w.path);
    return error;
}

static void give_back(struct vnode *vp, bool locked)
{
    if (vp == NULL)
        return;
    if (locked)
        vnode_put(vp);
    else
        vnode_release(vp);
}

void namei_release(struct namei *n)
{
    struct vnode *vp = n->n_vnode;
    struct vnode *dvp = n->n_parent;
    int locks = n->n_flags & (NAMEI_LOCK_LEAF | NAMEI_LOCK_PARENT);

    n->n_vnode = n->n_parent = NULL;
    if (vp != NULL && vp == dvp) {
        vnode_release(vp);
        dvp = NULL;
    } else
        locks &= NAMEI_LOCK_LEAF;
    give_back(vp, locks != 0);
    give_back(dvp, (n->n_flags & NAMEI_LOCK_PARENT) != 0);
}
