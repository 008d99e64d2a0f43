/*
 * Space of a file system: in which cylinder group, then there. The policy is the fast file system's:
 * blocks of a file behind each other, files near their directory, directories far apart.
 */
#include <abi/errno.h>
#include <unix/ffs/inode.h>

/* As the original says it when there is nothing left. */
static void complain(struct ufs_mount *ump, const char *what)
{
    kprintf("%s: %s\n", ump->um_mount->m_path, what);
}

/* Tries the group, then others by quadratic rehash, then all. */
static daddr_t try_groups(struct ufs_mount *ump, int group, daddr_t wanted, int size,
                          group_allocator *allocate)
{
    struct superblock *fs = ump->um_fs;
    int other = group, i;
    daddr_t found = allocate(ump, group, wanted, size);

    if (found != 0)
        return found;
    for (i = 1; i < fs->fs_ncg; i *= 2) {
        other += i;
        if (other >= fs->fs_ncg)
            other -= fs->fs_ncg;
        found = allocate(ump, other, 0, size);
        if (found != 0)
            return found;
    }
    other = (group + 2) % fs->fs_ncg;
    for (i = 2; i < fs->fs_ncg; i++) {
        found = allocate(ump, other, 0, size);
        if (found != 0)
            return found;
        if (++other == fs->fs_ncg)
            other = 0;
    }
    return 0;
}

bool address_valid(struct inode *ip, daddr_t fragment, int bytes)
{
    struct superblock *fs = fs_of(ip);
    int count = fragments_in(fs, (uint32_t)bytes);

    if (address_is_data(fs, fragment, count))
        return true;
    kprintf("%s: inode %u: bad block %d\n", ip->i_mount->um_mount->m_path, (unsigned)ip->i_number,
            (int)fragment);
    return false;
}

int block_alloc(struct inode *ip, int32_t lbn, daddr_t wanted, int bytes, daddr_t *found)
{
    struct ufs_mount *ump = ip->i_mount;
    struct superblock *fs = ump->um_fs;
    int group;
    daddr_t at = 0;

    (void)lbn;
    if (bytes == fs->fs_bsize && fs->fs_cstotal.cs_nbfree == 0)
        goto none;
    if (!is_superuser(current->u_cred) && free_space(fs) <= 0)
        goto none;
    if (wanted < 0 || wanted >= fs->fs_size)
        wanted = 0;
    group = wanted == 0 ? group_of_inode(fs, ip->i_number) : group_of_fragment(fs, wanted);
    at = try_groups(ump, group, wanted, bytes, group_alloc);
    if (at != 0 && !address_valid(ip, at, bytes)) /* the map says that what is no data is free */
        return EIO;
    if (at != 0) {
        ip->i_blocks += bytes >> SECTOR_SHIFT;
        ip->i_flag |= I_CHANGED | I_UPDATED;
        *found = at;
        return 0;
    }
none:
    complain(ump, "file system is full");
    return ENOSPC;
}

/*
 * In place, if what is behind is free; else they move. Then the inode must be on the disk with the
 * new address before the old fragments can be anyone else's.
 */
int fragments_extend(struct inode *ip, int32_t lbn, daddr_t wanted, int old_bytes, int bytes,
                     struct buf **held, daddr_t *found)
{
    struct ufs_mount *ump = ip->i_mount;
    struct superblock *fs = ump->um_fs;
    daddr_t old = ip->i_db[lbn], at;
    struct buf *bp;
    int error, request;

    if (!address_valid(ip, old, old_bytes))
        return EIO;
    if (!is_superuser(current->u_cred) && free_space(fs) <= 0)
        goto none;
    error = bread(ump->um_device, sector_of(fs, old), old_bytes, &bp);
    if (error != 0)
        return error;
    at = group_extend(ump, group_of_fragment(fs, old), old, old_bytes, bytes);
    if (at != 0) {
        while (!brealloc(bp, bytes)) {
            error = bread(ump->um_device, sector_of(fs, old), old_bytes, &bp);
            if (error != 0)
                return error;
        }
        bp->b_flags |= B_DONE;
        bzero(bp->b_addr + old_bytes, (size_t)(bytes - old_bytes));
        ip->i_blocks += (bytes - old_bytes) >> SECTOR_SHIFT;
        ip->i_flag |= I_CHANGED | I_UPDATED;
        *held = bp;
        *found = at;
        return 0;
    }
    if (wanted < 0 || wanted >= fs->fs_size)
        wanted = 0;
    /* With little space left, files that grow are given what they need; else a block's room. */
    request = fs->fs_optim == OPTIMISE_SPACE ? bytes : fs->fs_bsize;
    at = try_groups(ump, group_of_fragment(fs, wanted != 0 ? wanted : old), wanted, request,
                    group_alloc);
    if (at == 0 && request != bytes) {
        request = bytes;
        at = try_groups(ump, group_of_fragment(fs, old), wanted, request, group_alloc);
    }
    if (at == 0) {
        brelse(bp);
        goto none;
    }
    /* The map may call free what is no data, or what the file has. */
    if (!address_valid(ip, at, request) ||
        (at < old + fragments_in(fs, (uint32_t)old_bytes) &&
         old < at + fragments_in(fs, (uint32_t)request))) {
        brelse(bp);
        return EIO;
    }
    if (request > bytes)
        group_free_blocks(ump, at + fragments_in(fs, (uint32_t)bytes), request - bytes);
    *held = getblk(ump->um_device, sector_of(fs, at), bytes);
    bcopy(bp->b_addr, (*held)->b_addr, (size_t)old_bytes);
    bzero((*held)->b_addr + old_bytes, (size_t)(bytes - old_bytes));
    (*held)->b_flags |= B_DONE;
    bp->b_flags |= B_INVAL;
    brelse(bp);
    error = bwrite(*held);
    if (error == 0)
        error = bread(ump->um_device, sector_of(fs, at), bytes, held);
    if (error != 0) {
        group_free_blocks(ump, at, bytes);
        return error;
    }
    ip->i_db[lbn] = at;
    ip->i_blocks += (bytes - old_bytes) >> SECTOR_SHIFT;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    error = inode_update(ip, true);
    if (error == 0)
        group_free_blocks(ump, old, old_bytes);
    *found = at;
    return 0;
none:
    complain(ump, "file system is full");
    return ENOSPC;
}

bool blocks_free(struct inode *ip, daddr_t fragment, int bytes)
{
    return address_valid(ip, fragment, bytes) && group_free_blocks(ip->i_mount, fragment, bytes);
}

/* Where a block is wanted: behind the one before; every fs_maxbpg blocks in another group. */
daddr_t block_preference(struct inode *ip, int32_t lbn, int index, const daddr_t *addresses)
{
    struct ufs_mount *ump = ip->i_mount;
    struct superblock *fs = ump->um_fs;
    int i, start, average;

    if (index % fs->fs_maxbpg != 0 && index > 0 && addresses[index - 1] > 0 &&
        addresses[index - 1] < fs->fs_size)
        return addresses[index - 1] + fs->fs_frag;
    if (lbn < DIRECT_BLOCKS)
        return cg_base(fs, group_of_inode(fs, ip->i_number)) + fs->fs_frag;
    if (index == 0 || addresses[index - 1] <= 0 || addresses[index - 1] >= fs->fs_size)
        start = group_of_inode(fs, ip->i_number) + lbn / fs->fs_maxbpg;
    else
        start = group_of_fragment(fs, addresses[index - 1]) + 1;
    start %= fs->fs_ncg;
    average = fs->fs_cstotal.cs_nbfree / fs->fs_ncg;
    for (i = 0; i < fs->fs_ncg; i++) {
        int group = (start + i) % fs->fs_ncg;

        if (ump->um_csum[group].cs_nbfree >= average) {
            fs->fs_cgrotor = group;
            return cg_base(fs, group) + fs->fs_frag;
        }
    }
    return 0;
}

/* The group with the fewest directories of those with at least the average of free inodes. */
static int directory_preference(struct ufs_mount *ump)
{
    struct superblock *fs = ump->um_fs;
    int average = fs->fs_cstotal.cs_nifree / fs->fs_ncg;
    int fewest = fs->fs_ipg, best = 0, group;

    for (group = 0; group < fs->fs_ncg; group++)
        if (ump->um_csum[group].cs_ndir < fewest && ump->um_csum[group].cs_nifree >= average) {
            best = group;
            fewest = ump->um_csum[group].cs_ndir;
        }
    return best;
}

int inode_alloc(struct inode *directory, mode_t mode, struct inode **ipp)
{
    struct ufs_mount *ump = directory->i_mount;
    struct superblock *fs = ump->um_fs;
    ino_t wanted = directory->i_number, number;
    struct inode *ip;
    int error;

    if (fs->fs_cstotal.cs_nifree == 0)
        goto none;
    if ((mode & S_IFMT) == S_IFDIR)
        wanted = (ino_t)(directory_preference(ump) * fs->fs_ipg);
    number = (ino_t)try_groups(ump, group_of_inode(fs, wanted), 0, (int)mode, group_alloc_inode);
    if (number == 0)
        goto none;
    error = inode_get(ump, number, &ip);
    if (error != 0) {
        group_free_inode(ump, number, mode);
        return error;
    }
    if (ip->i_mode != 0) {
        kprintf("%s: inode %u, which is free, has mode %o\n", ump->um_mount->m_path,
                (unsigned)number, ip->i_mode);
        vnode_put(&ip->i_vnode);
        return EIO;
    }
    {
        int32_t generation = ip->i_dinode.di_gen;

        bzero(&ip->i_dinode, sizeof ip->i_dinode);
        ip->i_dinode.di_gen = generation + 1;
    }
    name_cache_purge(&ip->i_vnode);
    *ipp = ip;
    return 0;
none:
    complain(ump, "out of inodes");
    return ENOSPC;
}

void inode_release(struct inode *ip, mode_t mode) { group_free_inode(ip->i_mount, ip->i_number, mode); }
