/* Inodes in memory, and what the parts of the UNIX file system know of each other. */
#ifndef UFS_INODE_H
#define UFS_INODE_H

#include <unix/buf.h>
#include <unix/kernel.h>
#include <unix/namei.h>
#include <unix/ffs/format.h>
#include <unix/vnode.h>

/* A mounted file system. */
struct ufs_mount {
    struct mount *um_mount;
    dev_t um_device;
    struct superblock *um_fs;
    struct csum *um_csum; /* of every group */
    bool um_modified;     /* superblock or summary */
    bool um_was_clean;    /* when it was mounted; else it is not called clean afterwards */
    bool um_moving;       /* a directory is being renamed */
};

struct inode {
    struct vnode i_vnode;
    struct inode *i_next; /* in its hash chain */
    struct inode **i_prev; /* NULL: not hashed */
    struct ufs_mount *i_mount;
    ino_t i_number;
    uint16_t i_flag;
    struct lock i_lock;      /* the vnode's: held exclusively */
    int32_t i_last_read;     /* block read last: reading ahead */
    off_t i_directory_offset; /* where the last name was found */
    struct dinode i_dinode;
};
#define i_mode i_dinode.di_mode
#define i_nlink i_dinode.di_nlink
#define i_size i_dinode.di_size
#define i_uid i_dinode.di_uid
#define i_gid i_dinode.di_gid
#define i_db i_dinode.di_db
#define i_ib i_dinode.di_ib
#define i_blocks i_dinode.di_blocks

/* i_flag: what is not on the disk yet */
#define I_ACCESSED 0x01
#define I_UPDATED 0x02 /* contents */
#define I_CHANGED 0x04 /* inode */
#define I_MODIFIED 0x08 /* inode, its times are right already */

static inline struct inode *inode_of(struct vnode *vp) { return vp->v_data; }
static inline struct superblock *fs_of(const struct inode *ip) { return ip->i_mount->um_fs; }
static inline bool is_superuser(const struct ucred *cred) { return cred->cr_uid == 0; }

/* ---- inode.c ---- */
/* The inode, referenced and locked. ENFILE, EIO. */
int inode_get(struct ufs_mount *ump, ino_t number, struct inode **ipp);
/* Writes it, if it has changed; waits for the disk with `wait`. */
int inode_update(struct inode *ip, bool wait);
void inode_touch(struct inode *ip); /* times by flags */
void ufs_inactive(struct vnode *vp);
void ufs_lock(struct vnode *vp, unsigned how);
void ufs_unlock(struct vnode *vp);
/* Vnode's type and operations by the inode's mode. */
void inode_set_type(struct inode *ip);
void inodes_sync(struct ufs_mount *ump, bool wait);
bool inodes_nameless(const struct ufs_mount *ump);
bool inodes_flush(struct ufs_mount *ump); /* forgets all; false: some are in use */

/* ---- disk_check.c: can what stands on the disk be so? ---- */
bool superblock_is_sane(const struct superblock *fs);
bool summaries_are_sane(const struct superblock *fs, const struct csum *sums);
bool group_is_sane(const struct superblock *fs, const struct group *cg, int group);
bool inode_is_sane(const struct inode *ip);
bool address_is_data(const struct superblock *fs, daddr_t at, int count);

/* ---- alloc.c, group.c: space ---- */
int block_alloc(struct inode *ip, int32_t lbn, daddr_t wanted, int bytes, daddr_t *found);
/* The last block's fragments become more; *bp holds the whole with zeros behind. */
int fragments_extend(struct inode *ip, int32_t lbn, daddr_t wanted, int old_bytes, int bytes,
                     struct buf **bp, daddr_t *found);
bool blocks_free(struct inode *ip, daddr_t fragment, int bytes); /* false: they were free */
daddr_t block_preference(struct inode *ip, int32_t lbn, int index, const daddr_t *addresses);
int inode_alloc(struct inode *directory, mode_t mode, struct inode **ipp);
void inode_release(struct inode *ip, mode_t mode); /* its number is free */
/* Is it an address of data? Says so on the console if not. */
bool address_valid(struct inode *ip, daddr_t fragment, int bytes);
/* In group.c: what is wanted of a group; 0: it has none. */
typedef daddr_t group_allocator(struct ufs_mount *ump, int group, daddr_t wanted, int size);
daddr_t group_alloc(struct ufs_mount *ump, int group, daddr_t wanted, int bytes);
daddr_t group_extend(struct ufs_mount *ump, int group, daddr_t at, int old_bytes, int bytes);
daddr_t group_alloc_inode(struct ufs_mount *ump, int group, daddr_t wanted, int mode);
void group_free_inode(struct ufs_mount *ump, ino_t number, mode_t mode);
bool group_free_blocks(struct ufs_mount *ump, daddr_t fragment, int bytes);

/* ---- bmap.c ---- */
/* The address of a block, 0 if it is a hole; *ahead that of the next, if it is known without reading. */
int block_map(struct inode *ip, int32_t lbn, daddr_t *found, daddr_t *ahead);
/* The buffer of a block that is going to be written up to `bytes`: allocated if need be. With
 * `clear`, what is not written of it is zeros or what was there. */
int block_for_write(struct inode *ip, int32_t lbn, int bytes, struct buf **bp, bool clear, bool sync);

/* ---- truncate.c ---- */
int inode_truncate(struct inode *ip, uint32_t size, bool sync);

/* ---- read_write.c ---- */
int ufs_read(struct vnode *vp, struct uio *uio, int ioflag);
int ufs_write(struct vnode *vp, struct uio *uio, int ioflag);

/* ---- directory.c, lookup.c ---- */
#define DIRECTORY_CHUNK 512
struct direct {
    uint32_t d_ino;
    uint16_t d_reclen;
    uint8_t d_type;
    uint8_t d_namlen;
    char d_name[NAME_MAX + 1];
};
#define DIRECT_SIZE(length) ((int)(8 + (((length) + 1 + 3) & ~3)))
int ufs_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp);
/* The buffer with the chunk at an offset, and the place in it. */
int directory_block(struct inode *dp, off_t offset, struct buf **bp, uint8_t **at);
bool direct_is_bad(struct inode *dp, const struct direct *entry, int offset_in_chunk);
void directory_complain(struct inode *dp, off_t offset, const char *what);
int directory_enter(struct inode *dp, struct inode *ip, struct namei *n);
int directory_remove(struct inode *dp, struct namei *n);
int directory_rewrite(struct inode *dp, struct inode *ip, struct namei *n);
bool directory_is_empty(struct inode *dp, ino_t parent);
/* EINVAL if `source` is `target` or above it. `target` is locked, and is so again. */
int directory_check_path(struct inode *source, struct inode *target);

/* ---- vnode operations ---- */
extern const struct vnode_ops ufs_ops, ufs_special_ops, ufs_fifo_ops;
int ufs_create(struct vnode *, struct namei *, const struct vattr *, struct vnode **);
int ufs_mkdir(struct vnode *, struct namei *, const struct vattr *, struct vnode **);
int ufs_symlink(struct vnode *, struct namei *, const struct vattr *, const char *);
int ufs_remove(struct vnode *, struct vnode *, struct namei *);
int ufs_rmdir(struct vnode *, struct vnode *, struct namei *);
int ufs_link(struct vnode *, struct vnode *, struct namei *);
int ufs_rename(struct vnode *, struct vnode *, struct namei *, struct vnode *, struct vnode *,
               struct namei *);

/* ---- superblock.c ---- */
int superblock_write(struct ufs_mount *ump, bool wait);
extern const struct mount_ops ufs_mount_ops;

#endif
