/*
 * A file as the rest of the personality sees it, whatever file system it is in: what Ultrix calls a
 * gnode. Operations are reached through a table; the UNIX file system's own part follows in its inode.
 */
#ifndef UNIX_VNODE_H
#define UNIX_VNODE_H

#include <abi/stat.h>
#include <unix/lock.h>
#include <unix/uio.h>

struct buf;
struct mount;
struct namei;
struct ucred;
struct vnode;

enum vtype { VNON, VREG, VDIR, VBLK, VCHR, VLNK, VFIFO, VSOCK };

/* v_flag */
#define V_ROOT 0x01  /* root of its file system */
#define V_TEXT 0x02  /* runs, or is kept, as a program's text */
#define V_GOING 0x04   /* becomes another file: who comes to it waits */
#define V_WANTED 0x08  /* someone waits for that */
#define V_SHLOCK 0x10 /* flock */
#define V_EXLOCK 0x20
#define V_LWAIT 0x40  /* someone waits for a flock */

/* What chmod, chown, utimes and truncate change; VNOVAL (all ones) leaves a field. */
#define VNOVAL (-1)
struct vattr {
    enum vtype va_type; /* when made */
    int32_t va_mode;
    int32_t va_uid;
    int32_t va_gid;
    int32_t va_size;
    int32_t va_atime;
    int32_t va_mtime;
    int32_t va_rdev;
};

/* read and write */
#define IO_UNIT 0x01   /* all or nothing */
#define IO_APPEND 0x02
#define IO_SYNC 0x04   /* on the disk before it returns */
#define IO_NODELAY 0x08

/*
 * Locking: vp and dvp are locked by the caller, with a reference, and stay so, unless said
 * otherwise. Names come from n->n_dirent (see namei.h), which VOP_LOOKUP with an intent has set up.
 */
struct vnode_ops {
    /* The entry n_dirent in dvp: *vpp referenced and locked (dvp itself with one more reference for
     * "."), or ENOENT. dvp stays locked, except that for ".." it is let go of while the parent is
     * being locked. If n_last, and the intent is CREATE, DELETE or RENAME, it remembers in `n` where
     * the entry is or would go, and checks that dvp may be written (EACCES): with CREATE if there
     * is no entry, with DELETE if there is one, with RENAME in any case; DELETE and RENAME of
     * others' entries of a sticky directory are EPERM.
     * namei() has done before: dvp is a directory and may be searched; the name is not in the name
     * cache. It enters what is found there itself, and takes out what is going to be removed. It
     * sees to mount points, EROFS, symbolic links, and ".." of roots. Nobody else calls lookup. */
    int (*lookup)(struct vnode *dvp, struct namei *n, struct vnode **vpp);
    /* A new file; *vpp referenced and locked. Directories get "." and "..", and count. Its owner is
     * va_uid, its group the directory's (S_ISGID goes if the caller is not in that). */
    int (*create)(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp);
    int (*mkdir)(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp);
    int (*symlink)(struct vnode *dvp, struct namei *n, const struct vattr *attr, const char *target);
    int (*remove)(struct vnode *dvp, struct vnode *vp, struct namei *n);
    int (*rmdir)(struct vnode *dvp, struct vnode *vp, struct namei *n);
    int (*link)(struct vnode *dvp, struct vnode *vp, struct namei *n);
    /* from in fdvp becomes n `to` in tdvp, in place of tvp (NULL: nothing there). Called with fvp
     * referenced, not locked; fdvp referenced, not locked; tdvp and tvp locked; so they are again
     * when it returns. It may look the source up again; it does everything about "..", loops
     * (EINVAL), ENOTEMPTY and counts. sys_rename() has seen to all else: both are or are not
     * directories, in one file system, no roots, no "." or "..", fvp is not tvp. */
    int (*rename)(struct vnode *fdvp, struct vnode *fvp, struct namei *from, struct vnode *tdvp,
                  struct vnode *tvp, struct namei *to);
    int (*readlink)(struct vnode *vp, struct uio *uio);
    /* Whole chunks of DIRECTORY_BLOCK bytes, of whole records; the offset moves on, and may do so by
     * more than was read. EINVAL if offset is not at a chunk, or there is not room for one. */
    int (*readdir)(struct vnode *vp, struct uio *uio);
    /* flags are FREAD, FWRITE, ... of file.h. Each open that succeeds has its close. Devices and
     * named pipes unlock vp while they wait (special_ops). */
    int (*open)(struct vnode *vp, int flags);
    int (*close)(struct vnode *vp, int flags); /* a last close of a device is a device's close */
    /* By owner, group and mode; all is permitted to the superuser (X_OK of a file: if anyone may).
     * EROFS and ETXTBSY are vnode_write_check()'s. */
    int (*access)(struct vnode *vp, int mode /* R_OK ... */, const struct ucred *cred);
    int (*getattr)(struct vnode *vp, struct stat *st);
    /* Stores what is not VNOVAL, va_mode without the type. The calls have checked who may
     * (attribute_calls.c); what it says itself is EFBIG, ENOSPC, EIO. va_size: of files only. */
    int (*setattr)(struct vnode *vp, const struct vattr *attr, const struct ucred *cred);
    /* At uio_offset, which moves on; IO_APPEND sets it to the end first. write: EFBIG, with SIGXFSZ
     * to the process, beyond RLIMIT_FSIZE; S_ISUID and S_ISGID go unless the superuser writes. Of
     * devices and named pipes, special_ops and fifo_ops unlock vp while they transfer. */
    int (*read)(struct vnode *vp, struct uio *uio, int ioflag);
    int (*write)(struct vnode *vp, struct uio *uio, int ioflag);
    int (*ioctl)(struct vnode *vp, uint32_t request, void *data, int flags); /* vp not locked */
    int (*select)(struct vnode *vp, enum uio_rw which);                      /* vp not locked; 1 = ready */
    int (*fsync)(struct vnode *vp);
    /* The last reference goes, but is still counted: frees what has no links. The vnode stays what
     * it is, so that the name cache may refer to it again, until its file system takes it for
     * another file: then name_cache_purge() comes first. */
    void (*inactive)(struct vnode *vp);
    /* Exclusively; `how` may be LOCK_INTERLOCK: v_interlock is held, and is let go of. */
    void (*lock)(struct vnode *vp, unsigned how);
    void (*unlock)(struct vnode *vp);
};

struct vnode {
    const struct vnode_ops *v_ops;
    struct spin_lock v_interlock; /* v_flag, v_count; for a few instructions */
    enum vtype v_type;
    uint16_t v_flag;
    struct lock *v_lock; /* what lock and unlock use, to be checked by others; NULL: something else */
    int v_count;    /* references */
    int v_shlocks;  /* shared flocks */
    int v_exlocks;
    int v_writers;  /* descriptors open for writing */
    dev_t v_rdev;   /* VCHR, VBLK */
    struct mount *v_mount;      /* the file system it is in */
    struct mount *v_mountedhere; /* a directory: what covers it */
    void *v_pipe;     /* VFIFO and pipes: unix/pipe.c's */
    void *v_text;     /* a program: what lies under keeps here what it knows of its text */
    uint32_t v_id;    /* the name cache's check, set by name_cache_purge(): no two are ever the same */
    void *v_data;     /* the file system's: its struct inode */
    struct vnode *v_free_next;   /* without references: on the list of those that may become others */
    struct vnode **v_free_prev;
};

/* The operations, as they are called and counted (vnode_operations.c). */
enum vnode_operation {
    VOP_LOOKUP, VOP_CREATE, VOP_MKDIR, VOP_SYMLINK, VOP_REMOVE, VOP_RMDIR, VOP_LINK, VOP_RENAME,
    VOP_READLINK, VOP_READDIR, VOP_OPEN, VOP_CLOSE, VOP_ACCESS, VOP_GETATTR, VOP_SETATTR, VOP_READ,
    VOP_WRITE, VOP_IOCTL, VOP_SELECT, VOP_FSYNC, VOP_INACTIVE,
    VNODE_OPERATIONS
};

/* A mounted file system. */
struct mount_ops {
    int (*root)(struct mount *m, struct vnode **vpp); /* referenced, locked */
    int (*statfs)(struct mount *m, struct statfs *st);
    int (*sync)(struct mount *m, bool wait);
    /* Writes everything, marks it clean, forgets it and its vnodes; m is the caller's. EBUSY if a
     * vnode is referred to. The device is closed by the caller. */
    int (*unmount)(struct mount *m);
};
struct mount {
    struct mount *m_next;
    const struct mount_ops *m_ops;
    dev_t m_device;
    struct vnode *m_covered; /* NULL: root */
    bool m_read_only;
    bool m_unmounting; /* who comes to it waits until that has succeeded or failed */
    bool m_syncing;    /* update() is writing it: unmounting waits; then wakeup(m) */
    uint32_t m_operations[VNODE_OPERATIONS]; /* how often, by vnode_operations.c's names */
    char m_path[64];
    void *m_data; /* the file system's: its superblock */
};
extern struct mount *mount_list;
extern struct vnode *root_vnode; /* referenced, not locked */

/* ---- mount.c ---- */
struct mount *mount_of_device(dev_t device); /* NULL: not mounted */
/* root_device becomes the first of mount_list, its root root_vnode; panics if it cannot. */
void mount_root(void);

/* ---- vnode_operations.c: what v_ops' operations are called by: as there, after the checks that all
 * of a kind have in common (a file that is still there, locked if the operation wants it so) ---- */
int vnode_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp);
int vnode_create(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp);
int vnode_mkdir(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp);
int vnode_symlink(struct vnode *dvp, struct namei *n, const struct vattr *attr, const char *target);
int vnode_remove(struct vnode *dvp, struct vnode *vp, struct namei *n);
int vnode_rmdir(struct vnode *dvp, struct vnode *vp, struct namei *n);
int vnode_link(struct vnode *dvp, struct vnode *vp, struct namei *n);
int vnode_rename(struct vnode *fdvp, struct vnode *fvp, struct namei *from, struct vnode *tdvp,
                 struct vnode *tvp, struct namei *to);
int vnode_readlink(struct vnode *vp, struct uio *uio);
int vnode_readdir(struct vnode *vp, struct uio *uio);
int vnode_begin_use(struct vnode *vp, int flags); /* open */
int vnode_end_use(struct vnode *vp, int flags);   /* close */
int vnode_access(struct vnode *vp, int mode, const struct ucred *cred);
int vnode_getattr(struct vnode *vp, struct stat *st);
int vnode_setattr(struct vnode *vp, const struct vattr *attr, const struct ucred *cred);
int vnode_read(struct vnode *vp, struct uio *uio, int ioflag);
int vnode_write(struct vnode *vp, struct uio *uio, int ioflag);
int vnode_ioctl(struct vnode *vp, uint32_t request, void *data, int flags);
int vnode_select(struct vnode *vp, enum uio_rw which);
int vnode_fsync(struct vnode *vp);
void vnode_inactive(struct vnode *vp);

/* ---- vnode.c: references; a lock is the file system's, reached through v_ops ---- */
void vnode_start(struct vnode *vp);   /* a new one's interlock */
void vnode_lock(struct vnode *vp);
void vnode_lock_interlocked(struct vnode *vp); /* v_interlock is held, and is let go of */
void vnode_unlock(struct vnode *vp);
void vnode_hold(struct vnode *vp);    /* also one that has no references, if v_id is what it was */
void vnode_release(struct vnode *vp); /* not locked */
void vnode_put(struct vnode *vp);     /* locked: unlocks and releases */
/* Holds and locks; false, and nothing done, if v_id is or becomes another than `id` meanwhile. */
bool vnode_get(struct vnode *vp, uint32_t id);
/* Those without references, least recently used first: for file systems, which take them for other
 * files. NULL: none. */
struct vnode *vnode_take(void);
struct vnode_statistics {
    int free;             /* without references */
    uint32_t taken;       /* for other files */
    uint32_t forgotten;   /* of which were files that would have been found again */
    uint32_t found_again; /* after nobody had referred to them */
};
extern struct vnode_statistics vnode_statistics;
void vnode_free(struct vnode *vp); /* v_count is 0: onto the list, first if it is no file any more (VNON) */
/* vp, without references and taken, becomes another file: who has come to it meanwhile waits until
 * it has. */
void vnode_going(struct vnode *vp);
void vnode_gone(struct vnode *vp);

/* Reads or writes bytes for the personality itself, vp being locked. EIO if fewer than asked and
 * `left` is NULL. */
int vnode_rdwr(enum uio_rw rw, struct vnode *vp, void *at, size_t bytes, off_t offset,
               enum uio_segment segment, int ioflag, size_t *left);

/* ---- open.c: n_path and n_flags (NAMEI_SYSTEM) are asked; flags are FREAD, FWRITE, O_CREAT ...;
 * n_vnode comes locked and open ---- */
int vnode_open(struct namei *n, int flags, mode_t mode);
int vnode_close(struct vnode *vp, int flags); /* not locked; the reference goes */
int vnode_write_check(struct vnode *vp);      /* EROFS, ETXTBSY; locked; its idle text goes */

/* ---- special.c: operations of device files, called by every file system for VCHR and VBLK ---- */
extern const struct vnode_ops special_ops; /* open, close, read, write, ioctl, select only */
/* A block device used by a file system: counted with those who have it open. ENXIO. */
int block_device_open(dev_t device, int flags);
int block_device_close(dev_t device, int flags); /* writes what is delayed if it is the last */

/* ---- fifo.c: operations of named pipes, called by every file system for VFIFO ---- */
extern const struct vnode_ops fifo_ops; /* open, close, read, write, ioctl, select only */

/* ---- ufs/: the UNIX file system (docs/file-system.md) ---- */
/* Reads the superblock of the device, which is open; sets m_ops and m_data. The rest of *m is set. */
int ufs_mount(dev_t device, bool read_only, struct mount *m);

#endif
