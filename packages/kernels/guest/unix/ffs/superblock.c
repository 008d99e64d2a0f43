/* Mounting: the superblock and the groups' summary are kept in memory, and written by sync. */
#include <abi/errno.h>
#include <unix/device.h>
#include <unix/ffs/inode.h>

/* Reads or writes the summary of the groups, block by block. */
static int move_summary(struct ufs_mount *ump, bool write)
{
    struct superblock *fs = ump->um_fs;
    int done, error;

    for (done = 0; done < fs->fs_cssize; done += fs->fs_bsize) {
        int bytes = min(fs->fs_bsize, fs->fs_cssize - done);
        daddr_t at = sector_of(fs, fs->fs_csaddr + (done >> fs->fs_fshift));
        uint8_t *own = (uint8_t *)ump->um_csum + done;
        struct buf *bp;

        if (write) {
            bp = getblk(ump->um_device, at, bytes);
            bcopy(own, bp->b_addr, (size_t)bytes);
            error = bwrite(bp);
        } else {
            error = bread(ump->um_device, at, bytes, &bp);
            if (error == 0) {
                bcopy(bp->b_addr, own, (size_t)bytes);
                brelse(bp);
            }
        }
        if (error != 0)
            return error;
    }
    return 0;
}

/* Writes the summary and the superblock, which is kept as it was read where it is not known. */
int superblock_write(struct ufs_mount *ump, bool wait)
{
    struct superblock *fs = ump->um_fs;
    struct buf *bp;
    int error;

    (void)wait;
    fs->fs_time = time_now.tv_sec;
    fs->fs_fmod = 0;
    ump->um_modified = false;
    error = move_summary(ump, true);
    if (error != 0)
        return error;
    bp = getblk(ump->um_device, SUPERBLOCK_SECTOR, fs->fs_sbsize);
    bcopy(fs, bp->b_addr, (size_t)fs->fs_sbsize);
    return bwrite(bp);
}

int ufs_mount(dev_t device, bool read_only, struct mount *m)
{
    struct ufs_mount *ump;
    struct superblock *fs;
    struct buf *bp;
    int error = bread(device, SUPERBLOCK_SECTOR, SUPERBLOCK_BYTES, &bp);

    if (error != 0)
        return error;
    fs = (struct superblock *)bp->b_addr;
    if (!superblock_is_sane(fs)) {
        brelse(bp);
        return EINVAL;
    }
    ump = kmem_alloc_zeroed(sizeof *ump);
    ump->um_mount = m;
    ump->um_device = device;
    ump->um_fs = kmem_alloc((size_t)fs->fs_sbsize);
    bcopy(fs, ump->um_fs, (size_t)fs->fs_sbsize);
    bp->b_flags |= B_INVAL; /* of another size from now on */
    brelse(bp);
    fs = ump->um_fs;
    ump->um_csum = kmem_alloc((size_t)fs->fs_cssize);
    error = move_summary(ump, false);
    if (error == 0 && !summaries_are_sane(fs, ump->um_csum))
        error = EINVAL;
    m->m_ops = &ufs_mount_ops;
    m->m_data = ump;
    if (error == 0 && !read_only) {
        if (!fs->fs_clean)
            kprintf("%s: was not unmounted in order; it should be checked\n", m->m_path);
        ump->um_was_clean = fs->fs_clean != 0;
        fs->fs_clean = 0;
        error = superblock_write(ump, true);
    }
    if (error != 0) {
        kmem_free(ump->um_csum);
        kmem_free(ump->um_fs);
        kmem_free(ump);
        m->m_data = NULL;
    }
    return error;
}

static int ufs_root(struct mount *m, struct vnode **vpp)
{
    struct inode *ip;
    int error = inode_get(m->m_data, ROOT_INODE, &ip);

    if (error != 0)
        return error;
    if (ip->i_vnode.v_type != VDIR) {
        vnode_put(&ip->i_vnode);
        return EINVAL;
    }
    *vpp = &ip->i_vnode;
    return 0;
}

static int ufs_statfs(struct mount *m, struct statfs *st)
{
    const struct superblock *fs = ((struct ufs_mount *)m->m_data)->um_fs;

    st->f_bsize = fs->fs_fsize;
    st->f_blocks = fs->fs_dsize;
    st->f_bfree = (fs->fs_cstotal.cs_nbfree << fs->fs_fragshift) + fs->fs_cstotal.cs_nffree;
    st->f_bavail = free_space(fs);
    st->f_files = fs->fs_ncg * fs->fs_ipg - ROOT_INODE;
    st->f_ffree = fs->fs_cstotal.cs_nifree;
    st->f_dev = m->m_device;
    bcopy(m->m_path, st->f_mounted_on, sizeof st->f_mounted_on);
    return 0;
}

static int ufs_sync(struct mount *m, bool wait)
{
    struct ufs_mount *ump = m->m_data;
    int error = 0;

    if (m->m_read_only)
        return 0;
    inodes_sync(ump, wait);
    if (ump->um_modified)
        error = superblock_write(ump, wait);
    bflush(ump->um_device, wait);
    return error;
}

static int ufs_unmount(struct mount *m)
{
    struct ufs_mount *ump = m->m_data;
    int error;

    inodes_sync(ump, true);
    bflush(ump->um_device, true);
    if (!inodes_flush(ump))
        return EBUSY;
    name_cache_purge_mount(m);
    if (!m->m_read_only) {
        bflush(ump->um_device, true);
        ump->um_fs->fs_clean = ump->um_was_clean;
        error = superblock_write(ump, true);
        if (error != 0)
            return error;
    }
    binval(ump->um_device);
    kmem_free(ump->um_csum);
    kmem_free(ump->um_fs);
    kmem_free(ump);
    m->m_data = NULL;
    return 0;
}

const struct mount_ops ufs_mount_ops = {
    .root = ufs_root, .statfs = ufs_statfs, .sync = ufs_sync, .unmount = ufs_unmount,
};
