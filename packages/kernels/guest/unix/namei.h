/*
 * From a path name to a vnode. One request: what to look up, what for, and what was found.
 */
#ifndef UNIX_NAMEI_H
#define UNIX_NAMEI_H

#include <abi/limits.h>
#include <unix/vnode.h>

enum namei_intent { NAMEI_LOOKUP, NAMEI_CREATE, NAMEI_DELETE, NAMEI_RENAME };

/* n_flags */
#define NAMEI_FOLLOW 0x01      /* a symbolic link at the end, too */
#define NAMEI_LOCK_LEAF 0x02   /* n_vnode comes locked */
#define NAMEI_LOCK_PARENT 0x04 /* n_parent comes locked (and referenced) */
#define NAMEI_WANT_PARENT 0x08 /* n_parent comes referenced */
#define NAMEI_NO_CACHE 0x10    /* leave the name out of the cache */
#define NAMEI_SYSTEM 0x20      /* n_path is a string of the personality's */

struct namei {
    /* asked */
    uaddr_t n_path;
    enum namei_intent n_intent;
    int n_flags;
    /* found: referenced; NULL with CREATE or RENAME if there is no such entry */
    struct vnode *n_vnode;
    struct vnode *n_parent;
    /* the component being looked up, and at the end the last one */
    struct {
        uint16_t length;
        char name[NAME_MAX + 1];
        uint32_t hash;
    } n_dirent;
    bool n_last;           /* it is the last component */
    bool n_trailing_slash; /* it was followed by one: only a directory will do */
    /* left by lookup for create, remove and rename: where in the directory the entry is or fits */
    off_t n_offset;        /* of the record; n_found: of the entry itself */
    off_t n_end_offset;    /* end of useful entries, to cut the directory */
    uint16_t n_count;      /* bytes from n_offset that the new entry may use; 0: at the end */
    uint16_t n_previous;   /* length of the record before, for removal */
    ino_t n_ino;           /* of the entry found */
    bool n_found;
};

/* What is asked; the rest is namei()'s to say, and the name's room need not be cleared. */
static inline void namei_ask(struct namei *n, uaddr_t path, enum namei_intent intent, int flags)
{
    n->n_path = path;
    n->n_intent = intent;
    n->n_flags = flags;
}

/* 0, or ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG, EFAULT, EROFS ... On error nothing is held.
 * n_vnode and n_parent can be the same ("." or a root): with one lock and a reference each. What
 * ends in a root has no last component: EEXIST with CREATE, EBUSY with DELETE and RENAME. */
int namei(struct namei *n);
/* Gives back what n_flags say that n_vnode and n_parent hold; either may be NULL by now. */
void namei_release(struct namei *n);

/*
 * Components are looked up here before in directories, by namei() only; ENOENT is remembered, too.
 * Entries refer to vnodes without a reference: both vnodes' v_id must still be what it was.
 */
void name_cache_start(void);
int name_cache_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp); /* 0 miss, -1 hit, ENOENT */
void name_cache_remove(struct vnode *dvp, struct namei *n); /* the name is, or may be, another's by now */
void name_cache_enter(struct vnode *dvp, struct vnode *vp /* NULL: no such name */, struct namei *n);
/* vp gets a new v_id: no entry that it is in is found any more. By file systems when they make a
 * vnode, or use it for another file; when a directory is removed or gets another parent. */
void name_cache_purge(struct vnode *vp);
void name_cache_purge_mount(struct mount *m);

#endif
