/*
 * Names made and removed: files, links, symbolic links, directories. What is pointed to is on the
 * disk before what points to it, and goes after it (docs/file-system.md, "What a power cut may leave").
 */
#include <abi/errno.h>
#include <unix/ffs/inode.h>

static const uint16_t TYPES[] = {
    [VREG] = S_IFREG, [VDIR] = S_IFDIR, [VBLK] = S_IFBLK, [VCHR] = S_IFCHR,
    [VLNK] = S_IFLNK, [VFIFO] = S_IFIFO, [VSOCK] = S_IFSOCK,
};

/* A new inode, on the disk, not named yet; referenced and locked. */
static int make_inode(struct inode *dp, const struct vattr *attr, int links, struct inode **ipp)
{
    mode_t mode = TYPES[attr->va_type] | (mode_t)attr->va_mode;
    struct inode *ip;
    int error;

    if (dp->i_nlink == 0) /* the directory has been removed: who is in it makes nothing there */
        return ENOENT;
    error = inode_alloc(dp, mode, &ip);
    if (error != 0)
        return error;
    ip->i_uid = (uid_t)attr->va_uid;
    ip->i_gid = dp->i_gid;
    ip->i_mode = (uint16_t)mode;
    ip->i_nlink = (int16_t)links;
    if ((mode & S_ISGID) && !group_member(ip->i_gid, current->u_cred) &&
        !is_superuser(current->u_cred))
        ip->i_mode &= (uint16_t)~S_ISGID;
    if (attr->va_type == VCHR || attr->va_type == VBLK)
        ip->i_dinode.di_rdev = attr->va_rdev;
    inode_set_type(ip);
    ip->i_flag |= I_ACCESSED | I_UPDATED | I_CHANGED;
    *ipp = ip;
    return 0;
}

/* Undoes it: the inode goes with its last reference. */
static void discard(struct inode *ip)
{
    ip->i_nlink = 0;
    ip->i_flag |= I_CHANGED;
    vnode_put(&ip->i_vnode);
}

int ufs_create(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp)
{
    struct inode *ip;
    int error = make_inode(inode_of(dvp), attr, 1, &ip);

    if (error != 0)
        return error;
    error = inode_update(ip, true);
    if (error == 0)
        error = directory_enter(inode_of(dvp), ip, n);
    if (error != 0) {
        discard(ip);
        return error;
    }
    *vpp = &ip->i_vnode;
    return 0;
}

/* The first chunk of a directory: "." and "..". */
static int make_chunk(struct inode *ip, ino_t parent)
{
    struct direct *entry;
    struct buf *bp;
    int error = block_for_write(ip, 0, DIRECTORY_CHUNK, &bp, true, true);

    if (error != 0)
        return error;
    bzero(bp->b_addr, DIRECTORY_CHUNK);
    entry = (struct direct *)bp->b_addr;
    entry->d_ino = ip->i_number;
    entry->d_reclen = (uint16_t)DIRECT_SIZE(1);
    entry->d_type = S_IFDIR >> 12;
    entry->d_namlen = 1;
    entry->d_name[0] = '.';
    entry = (struct direct *)(bp->b_addr + DIRECT_SIZE(1));
    entry->d_ino = parent;
    entry->d_reclen = (uint16_t)(DIRECTORY_CHUNK - DIRECT_SIZE(1));
    entry->d_type = S_IFDIR >> 12;
    entry->d_namlen = 2;
    entry->d_name[0] = entry->d_name[1] = '.';
    error = bwrite(bp);
    ip->i_size = DIRECTORY_CHUNK;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    return error;
}

int ufs_mkdir(struct vnode *dvp, struct namei *n, const struct vattr *attr, struct vnode **vpp)
{
    struct inode *dp = inode_of(dvp), *ip;
    int error;

    if (dp->i_nlink >= LINK_MAX)
        return EMLINK;
    error = make_inode(dp, attr, 2, &ip);
    if (error != 0)
        return error;
    error = make_chunk(ip, dp->i_number);
    if (error == 0)
        error = inode_update(ip, true);
    if (error != 0) {
        discard(ip);
        return error;
    }
    dp->i_nlink++; /* ".." */
    dp->i_flag |= I_CHANGED;
    error = inode_update(dp, true);
    if (error == 0)
        error = directory_enter(dp, ip, n);
    if (error != 0) {
        dp->i_nlink--;
        dp->i_flag |= I_CHANGED;
        discard(ip);
        return error;
    }
    *vpp = &ip->i_vnode;
    return 0;
}

int ufs_symlink(struct vnode *dvp, struct namei *n, const struct vattr *attr, const char *target)
{
    struct superblock *fs = fs_of(inode_of(dvp));
    struct vattr own = *attr;
    struct inode *ip;
    size_t length = 0;
    int error;

    while (target[length] != '\0')
        length++;
    own.va_type = VLNK;
    error = make_inode(inode_of(dvp), &own, 1, &ip);
    if (error != 0)
        return error;
    if (length < (size_t)fs->fs_maxsymlinklen) {
        bcopy(target, DI_SHORT_LINK(&ip->i_dinode), length);
        ip->i_size = (uint32_t)length;
    } else
        error = vnode_rdwr(UIO_WRITE, &ip->i_vnode, (void *)target, length, 0, UIO_SYSTEM, IO_SYNC,
                           NULL);
    ip->i_flag |= I_CHANGED | I_UPDATED;
    if (error == 0)
        error = inode_update(ip, true);
    if (error == 0)
        error = directory_enter(inode_of(dvp), ip, n);
    if (error != 0) {
        discard(ip);
        return error;
    }
    vnode_put(&ip->i_vnode);
    return 0;
}

int ufs_link(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    struct inode *ip = inode_of(vp);
    int error;

    if (inode_of(dvp)->i_nlink == 0)
        return ENOENT;
    if (ip->i_nlink >= LINK_MAX)
        return EMLINK;
    ip->i_nlink++;
    ip->i_flag |= I_CHANGED;
    error = inode_update(ip, true);
    if (error == 0)
        error = directory_enter(inode_of(dvp), ip, n);
    if (error != 0) {
        ip->i_nlink--;
        ip->i_flag |= I_CHANGED;
    }
    return error;
}

int ufs_remove(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    struct inode *ip = inode_of(vp);
    int error = directory_remove(inode_of(dvp), n);

    if (error != 0)
        return error;
    ip->i_nlink--;
    ip->i_flag |= I_CHANGED;
    /* The last one: it is written when it is given up, or now if someone has it open. */
    return ip->i_nlink > 0 || vp->v_count > 1 ? inode_update(ip, true) : 0;
}

int ufs_rmdir(struct vnode *dvp, struct vnode *vp, struct namei *n)
{
    struct inode *dp = inode_of(dvp), *ip = inode_of(vp);
    int error;

    if (ip->i_nlink > 2 || !directory_is_empty(ip, dp->i_number))
        return ENOTEMPTY;
    error = directory_remove(dp, n);
    if (error != 0)
        return error;
    dp->i_nlink--;
    dp->i_flag |= I_CHANGED;
    name_cache_purge(dvp);
    error = inode_update(dp, true);
    /* Names, size and addresses go in one write of the inode. */
    ip->i_nlink = 0;
    ip->i_flag |= I_CHANGED;
    name_cache_purge(vp);
    if (error == 0)
        error = inode_truncate(ip, 0, true);
    return error;
}
