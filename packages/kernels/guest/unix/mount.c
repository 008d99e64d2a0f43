/*
 * Mounted file systems. Obligations: a device is mounted once; a directory that is covered stays
 * referenced, is used by nobody else when it becomes so, and is no root; while a file system is being
 * unmounted, who comes to it waits. Only the superuser mounts.
 */
#include <abi/errno.h>
#include <unix/buf.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>

struct mount *mount_list;
static bool mounting; /* someone is: one at a time, so that no device is mounted twice */
struct vnode *root_vnode;

struct mount *mount_of_device(dev_t device)
{
    struct mount *m = mount_list;

    while (m != NULL && m->m_device != device)
        m = m->m_next;
    return m;
}

static void mount_append(struct mount *m)
{
    struct mount **link = &mount_list;

    while (*link != NULL)
        link = &(*link)->m_next;
    *link = m;
}

static void mount_remove(struct mount *m)
{
    struct mount **link = &mount_list;

    while (*link != m)
        link = &(*link)->m_next;
    *link = m->m_next;
}

static int device_flags(const struct mount *m)
{
    return m->m_read_only ? FREAD : FREAD | FWRITE;
}

/* Opens the device, reads its file system. *mp is in no list yet. */
static int mount_make(dev_t device, bool read_only, const char *path, struct mount **mp)
{
    struct mount *m = kmem_alloc_zeroed(sizeof *m);
    int error;

    m->m_device = device;
    m->m_read_only = read_only;
    for (size_t i = 0; i < sizeof m->m_path - 1 && path[i] != '\0'; i++)
        m->m_path[i] = path[i];
    error = block_device_open(device, device_flags(m));
    if (error == 0) {
        error = ufs_mount(device, read_only, m);
        if (error != 0)
            (void)block_device_close(device, device_flags(m));
    }
    if (error != 0)
        kmem_free(m);
    else
        *mp = m;
    return error;
}

void mount_root(void)
{
    struct mount *m;
    int error = mount_make(root_device, false, "/", &m);

    if (error == 0) {
        mount_append(m);
        error = m->m_ops->root(m, &root_vnode);
    }
    if (error != 0)
        panic("no root file system on device %x: error %d", (unsigned)root_device, error);
    vnode_unlock(root_vnode);
}

/* What sys_mount and sys_umount are told: the name of a block device. */
static int device_of_path(uaddr_t path, dev_t *device)
{
    struct namei n;
    int error;

    namei_ask(&n, path, NAMEI_LOOKUP, NAMEI_FOLLOW);
    error = namei(&n);
    if (error != 0)
        return error;
    *device = n.n_vnode->v_rdev;
    if (n.n_vnode->v_type != VBLK)
        error = ENOTBLK;
    vnode_release(n.n_vnode);
    return error;
}

/* Covers vp, which is locked, by the file system on `device`. */
static int mount_on(struct vnode *vp, dev_t device, bool read_only, const char *path)
{
    struct mount *m;
    int error;

    if (vp->v_type != VDIR)
        return ENOTDIR;
    if (vp->v_count != 1 || (vp->v_flag & V_ROOT) || mount_of_device(device) != NULL)
        return EBUSY;
    error = mount_make(device, read_only, path, &m);
    if (error != 0)
        return error;
    name_cache_purge(vp);
    vnode_hold(vp);
    m->m_covered = vp;
    vp->v_mountedhere = m;
    mount_append(m);
    return 0;
}

static void mounting_begin(void)
{
    while (mounting)
        (void)sleep_on(&mounting, PINOD, "mount", 0);
    mounting = true;
}

static void mounting_end(void)
{
    mounting = false;
    wakeup(&mounting);
}

int sys_mount(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    char path[sizeof ((struct mount *)0)->m_path];
    size_t length;
    dev_t device;
    int error = superuser(current->u_cred);

    (void)p, (void)value;
    if (error == 0)
        error = device_of_path((uaddr_t)argument[0], &device);
    if (error == 0)
        error = copy_in_string((uaddr_t)argument[1], path, sizeof path, &length);
    if (error != 0)
        return error;
    mounting_begin();
    namei_ask(&n, (uaddr_t)argument[1], NAMEI_LOOKUP, NAMEI_FOLLOW | NAMEI_LOCK_LEAF);
    error = namei(&n);
    if (error == 0) {
        error = mount_on(n.n_vnode, device, argument[2] & MOUNT_READ_ONLY, path);
        vnode_put(n.n_vnode);
    }
    mounting_end();
    return error;
}

int sys_umount(struct proc *p, const long *argument, long *value)
{
    struct vnode *covered;
    struct mount *m;
    dev_t device;
    int error = superuser(current->u_cred);

    (void)p, (void)value;
    if (error == 0)
        error = device_of_path((uaddr_t)argument[0], &device);
    if (error != 0)
        return error;
    m = mount_of_device(device);
    if (m == NULL)
        return EINVAL;
    if (m->m_covered == NULL || m->m_unmounting)
        return EBUSY;

    m->m_unmounting = true;
    while (m->m_syncing)
        (void)sleep_on(m, PINOD, "umount", 0);
    name_cache_purge_mount(m);
    error = m->m_ops->unmount(m);
    m->m_unmounting = false;
    wakeup(m);
    if (error != 0)
        return error;
    covered = m->m_covered;
    covered->v_mountedhere = NULL;
    mount_remove(m);
    vnode_release(covered);
    error = block_device_close(device, device_flags(m));
    kmem_free(m);
    return error;
}

static int statfs_copy_out(struct mount *m, uaddr_t to)
{
    struct statfs st;
    int error;

    bzero(&st, sizeof st);
    error = m->m_ops->statfs(m, &st);
    if (error != 0)
        return error;
    st.f_dev = m->m_device;
    bcopy(m->m_path, st.f_mounted_on, sizeof st.f_mounted_on);
    return copy_out(&st, to, sizeof st);
}

int sys_statfs(struct proc *p, const long *argument, long *value)
{
    struct namei n;
    int error;

    (void)p, (void)value;
    namei_ask(&n, (uaddr_t)argument[0], NAMEI_LOOKUP, NAMEI_FOLLOW);
    error = namei(&n);
    if (error != 0)
        return error;
    error = statfs_copy_out(n.n_vnode->v_mount, (uaddr_t)argument[1]);
    vnode_release(n.n_vnode);
    return error;
}

int sys_fstatfs(struct proc *p, const long *argument, long *value)
{
    struct file *f;
    int error = file_get((int)argument[0], &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE)
        return EINVAL;
    return statfs_copy_out(((struct vnode *)f->f_data)->v_mount, (uaddr_t)argument[1]);
}
