/* Nodes and their names, below what operations check. */
#include "node.h"

struct node *all_nodes;
static ino_t last_ino = 1;

enum vtype type_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR: return VDIR;
    case S_IFLNK: return VLNK;
    case S_IFCHR: return VCHR;
    case S_IFBLK: return VBLK;
    case S_IFIFO: return VFIFO;
    case S_IFSOCK: return VSOCK;
    default: return VREG;
    }
}

/* Dead nodes are used again first: the name cache must not take them for what they were. */
static struct node *node_get(void)
{
    for (struct node *node = all_nodes; node != NULL; node = node->next)
        if (node->vnode.v_type == VNON && node->vnode.v_count == 0) {
            struct node *next = node->next;

            vnode_hold(&node->vnode); /* off the list of free ones */
            memset(node, 0, sizeof *node);
            node->next = next;
            return node;
        }
    struct node *node = calloc(1, sizeof *node);

    node->next = all_nodes;
    all_nodes = node;
    return node;
}

struct node *node_make(dev_t device, mode_t mode, struct node *parent)
{
    struct node *node = node_get();
    struct vnode *vp = &node->vnode;

    node->mode = mode;
    node->ino = ++last_ino;
    node->parent = parent;
    node->rdev = device;
    node->atime = node->mtime = node->ctime = time_now.tv_sec;
    vp->v_ops = &memory_ops;
    vp->v_type = type_of(mode);
    vp->v_data = node;
    if (parent != NULL)
        vp->v_mount = parent->vnode.v_mount;
    name_cache_purge(vp);
    return node;
}

void node_forget(struct node *node)
{
    CHECK(node->entries == NULL);
    free(node->bytes);
    node->bytes = NULL;
    node->size = 0;
    node->vnode.v_type = VNON;
    name_cache_purge(&node->vnode);
}

void node_resize(struct node *node, size_t size)
{
    uint8_t *bytes = malloc(size + 1);
    size_t kept = min(size, node->size);

    memset(bytes, 0, size + 1);
    if (kept > 0)
        memcpy(bytes, node->bytes, kept);
    free(node->bytes);
    node->bytes = bytes;
    node->size = size;
}

struct entry *entry_find(struct node *directory, const char *name)
{
    for (struct entry *e = directory->entries; e != NULL; e = e->next)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

void entry_add(struct node *directory, const char *name, struct node *node)
{
    struct entry *e = malloc(sizeof *e);

    CHECK(entry_find(directory, name) == NULL);
    strcpy(e->name, name);
    e->node = node;
    e->next = directory->entries;
    directory->entries = e;
    directory->size += 512;
    directory->mtime = time_now.tv_sec;
}

void entry_remove(struct node *directory, const char *name)
{
    struct entry **link = &directory->entries;

    while (strcmp((*link)->name, name) != 0)
        link = &(*link)->next;
    struct entry *e = *link;

    *link = e->next;
    free(e);
    directory->size -= 512;
    directory->mtime = time_now.tv_sec;
}
