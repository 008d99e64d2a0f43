/* The memory file system's disks, which keep their trees while they are not mounted; its checks. */
#include "node.h"

static struct node *roots[DISKS]; /* of the disks 0 and 1 */

static int memory_root(struct mount *m, struct vnode **vpp)
{
    struct vnode *vp = &roots[minor(m->m_device)]->vnode;

    STEP();
    vnode_hold(vp);
    vnode_lock(vp);
    *vpp = vp;
    return 0;
}

static int memory_statfs(struct mount *m, struct statfs *st)
{
    (void)m;
    STEP();
    st->f_bsize = 1024;
    st->f_blocks = 1000;
    st->f_bfree = st->f_bavail = 500;
    return 0;
}

static int memory_sync(struct mount *m, bool wait)
{
    (void)m, (void)wait;
    return 0;
}

static int memory_unmount(struct mount *m)
{
    STEP();
    CHECK(m->m_unmounting);
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        if (node->vnode.v_mount == m && node->vnode.v_count > 0)
            return EBUSY;
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        if (node->vnode.v_mount == m) {
            name_cache_purge(&node->vnode);
            node->vnode.v_mount = NULL;
        }
    return 0;
}

static const struct mount_ops memory_mount_ops = {
    .root = memory_root, .statfs = memory_statfs, .sync = memory_sync, .unmount = memory_unmount,
};

static void place(struct node *node, struct mount *m)
{
    node->vnode.v_mount = m;
    if (node->vnode.v_type == VDIR)
        for (struct entry *e = node->entries; e != NULL; e = e->next)
            place(e->node, m);
}

int ufs_mount(dev_t device, bool read_only, struct mount *m)
{
    struct node **root = &roots[minor(device)];

    CHECK(m->m_device == device && m->m_read_only == read_only);
    STEP();
    if (device == DEVICE_EMPTY)
        return EINVAL;
    if (*root == NULL) {
        *root = node_make(0, S_IFDIR | 0755, NULL);
        (*root)->parent = *root;
        (*root)->links = 2;
        (*root)->vnode.v_flag = V_ROOT;
    }
    place(*root, m);
    m->m_ops = &memory_mount_ops;
    return 0;
}

/* ---- checks ---- */

void references_clear(void)
{
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        node->counted = 0;
}

void reference_count(struct vnode *vp) { node_of(vp)->counted++; }

void references_check(void)
{
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        if (node->vnode.v_count != node->counted) {
            printf("inode %u: %d references, %d known\n", (unsigned)node->ino, node->vnode.v_count,
                   node->counted);
            check_failed(__FILE__, __LINE__, "references");
        }
}

void locks_check(void)
{
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        CHECK(!node->locked);
}

static uint32_t names_of(const struct node *node)
{
    uint32_t names = 0;

    for (struct node *dp = all_nodes; dp != NULL; dp = dp->next)
        for (struct entry *e = dp->entries; e != NULL; e = e->next)
            names += e->node == node;
    return names;
}

void memory_fs_check(void)
{
    for (struct node *node = all_nodes; node != NULL; node = node->next) {
        uint32_t directories = 0;

        if (node->vnode.v_type == VNON)
            continue;
        for (struct entry *e = node->entries; e != NULL; e = e->next) {
            CHECK(e->node->vnode.v_type != VNON);
            directories += e->node->vnode.v_type == VDIR;
        }
        if (node->vnode.v_type != VDIR)
            CHECK_IS(node->links, names_of(node));
        else if (node->links != 0)
            CHECK_IS(node->links, 2 + directories);
    }
}

/* Directories and files only, by absolute path; NULL: not there. */
struct vnode *vnode_of_path(const char *path)
{
    struct node *node = roots[0];

    while (*path != '\0') {
        char name[NAME_MAX + 1];
        size_t length = 0;
        struct entry *e;

        while (*path == '/')
            path++;
        if (*path == '\0')
            break;
        while (*path != '/' && *path != '\0')
            name[length++] = *path++;
        name[length] = '\0';
        e = entry_find(node, name);
        if (e == NULL)
            return NULL;
        node = e->node;
        if (node->vnode.v_mountedhere != NULL)
            node = roots[minor(node->vnode.v_mountedhere->m_device)];
    }
    return &node->vnode;
}

void node_set_text(const char *path, bool text)
{
    struct vnode *vp = vnode_of_path(path);

    vp->v_flag = (uint16_t)(text ? vp->v_flag | V_TEXT : vp->v_flag & ~V_TEXT);
}
