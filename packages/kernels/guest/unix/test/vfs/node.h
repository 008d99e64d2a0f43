/* The memory file system's files: a node has its vnode for ever, and may become another file. */
#ifndef NODE_H
#define NODE_H

#include "host.h"

#define DISKS 3

struct entry {
    struct entry *next;
    struct node *node;
    char name[NAME_MAX + 1];
};

struct node {
    struct vnode vnode;
    struct node *next; /* all that were ever made */
    bool locked;
    int counted; /* references that the checks have found */
    mode_t mode;
    uid_t uid;
    gid_t gid;
    ino_t ino;
    uint32_t links;
    dev_t rdev;
    size_t size;
    uint8_t *bytes;        /* of a file or symbolic link */
    struct entry *entries; /* of a directory, without "." and ".." */
    struct node *parent;
    time_t atime, mtime, ctime;
};

extern struct node *all_nodes;

static inline struct node *node_of(struct vnode *vp)
{
    return (struct node *)((char *)vp - offsetof(struct node, vnode));
}

static inline bool is_locked(const struct vnode *vp)
{
    return vp->v_count > 0 && ((const struct node *)vp->v_data)->locked;
}

/* A file with one name less than it says; unlocked, without references. */
struct node *node_make(dev_t device, mode_t mode, struct node *parent);
void node_forget(struct node *node); /* nobody has it or names it any more */
void node_resize(struct node *node, size_t size);
struct entry *entry_find(struct node *directory, const char *name);
void entry_add(struct node *directory, const char *name, struct node *node);
void entry_remove(struct node *directory, const char *name);
enum vtype type_of(mode_t mode);

extern const struct vnode_ops memory_ops;

/* ---- memory-files.c ---- */
int memory_open(struct vnode *vp, int flags);
int memory_close(struct vnode *vp, int flags);
int memory_getattr(struct vnode *vp, struct stat *st);
int memory_setattr(struct vnode *vp, const struct vattr *attr, const struct ucred *cred);
int memory_read(struct vnode *vp, struct uio *uio, int ioflag);
int memory_write(struct vnode *vp, struct uio *uio, int ioflag);
int memory_ioctl(struct vnode *vp, uint32_t request, void *data, int flags);
int memory_select(struct vnode *vp, enum uio_rw which);
int memory_fsync(struct vnode *vp);

/* Counts down to an error: operations of a disk that fails. */
bool step_fails(void);
#define STEP()            \
    do {                  \
        if (step_fails()) \
            return EIO;   \
    } while (0)

#endif
