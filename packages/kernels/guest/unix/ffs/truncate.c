/*
 * Files made shorter, or longer. The inode with its new size and without the addresses is on the
 * disk before their blocks are free, and so are the blocks of addresses.
 */
#include <abi/errno.h>
#include <unix/ffs/inode.h>

/* Data blocks below a block of addresses of `level`, 0 being one of data. */
static int64_t reach_of(const struct superblock *fs, int level)
{
    int64_t reach = 1;

    while (level-- > 0)
        reach *= fs->fs_nindir;
    return reach;
}

/*
 * Frees what is below the block of addresses at `at` from its data block `keep` on; the block itself,
 * too, if `keep` is 0 (its address is gone from what pointed to it). Counts sectors.
 */
static int free_below(struct inode *ip, daddr_t at, int level, int64_t keep, int *sectors)
{
    struct superblock *fs = fs_of(ip);
    int64_t below = reach_of(fs, level - 1);
    int first = (int)((keep + below - 1) / below), i, error;
    daddr_t *copy, partial = 0;
    struct buf *bp;

    if (!address_valid(ip, at, fs->fs_bsize))
        return EIO;
    error = bread(ip->i_mount->um_device, sector_of(fs, at), fs->fs_bsize, &bp);
    if (error != 0)
        return error;
    copy = kmem_alloc((size_t)fs->fs_bsize);
    bcopy(bp->b_addr, copy, (size_t)fs->fs_bsize);
    if (keep % below != 0)
        partial = copy[keep / below];
    if (keep > 0) {
        bzero((daddr_t *)bp->b_addr + first, (size_t)(fs->fs_nindir - first) * sizeof(daddr_t));
        error = bwrite(bp);
    } else {
        bp->b_flags |= B_INVAL;
        brelse(bp);
        /* First: where it is free already, a damaged file goes round in a circle. */
        if (!blocks_free(ip, at, fs->fs_bsize)) {
            kmem_free(copy);
            return EIO;
        }
        *sectors += fs->fs_bsize >> SECTOR_SHIFT;
    }
    for (i = fs->fs_nindir - 1; i >= first && error == 0; i--) {
        if (copy[i] == 0)
            continue;
        if (level > 1)
            error = free_below(ip, copy[i], level - 1, 0, sectors);
        else {
            blocks_free(ip, copy[i], fs->fs_bsize);
            *sectors += fs->fs_bsize >> SECTOR_SHIFT;
        }
    }
    if (error == 0 && partial != 0 && level > 1)
        error = free_below(ip, partial, level - 1, keep % below, sectors);
    kmem_free(copy);
    return error;
}

/* Makes the file longer: a hole, up to a last block that is there. */
static int extend(struct inode *ip, uint32_t size, bool sync)
{
    struct superblock *fs = fs_of(ip);
    struct buf *bp;
    int error = block_for_write(ip, block_number(fs, size - 1), block_offset(fs, size - 1) + 1, &bp,
                                true, sync);

    if (error != 0)
        return error;
    ip->i_size = size;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    if (sync)
        error = bwrite(bp);
    else
        bdwrite(bp);
    return error != 0 ? error : inode_update(ip, sync);
}

/* What is behind the new end in its block is zeros, should the file become longer again. */
static int clear_tail(struct inode *ip, uint32_t size, bool sync)
{
    struct superblock *fs = fs_of(ip);
    int32_t lbn = block_number(fs, size);
    int on = block_offset(fs, size), bytes = block_bytes(fs, ip->i_size, lbn), error;
    struct buf *bp;
    daddr_t at;

    if (on == 0)
        return 0;
    error = block_map(ip, lbn, &at, NULL);
    if (error != 0 || at == 0)
        return error;
    if (!address_valid(ip, at, bytes))
        return EIO;
    error = bread(ip->i_mount->um_device, sector_of(fs, at), bytes, &bp);
    if (error != 0)
        return error;
    bzero(bp->b_addr + on, (size_t)(bp->b_bcount - on));
    if (sync)
        return bwrite(bp);
    bdwrite(bp);
    return 0;
}

/* Buffers of blocks that are no longer the file's must not be written over their next owner's. */
static void forget_buffer(struct inode *ip, daddr_t at, int bytes)
{
    struct superblock *fs = fs_of(ip);
    struct buf *bp;

    if (!incore(ip->i_mount->um_device, sector_of(fs, at)))
        return;
    bp = getblk(ip->i_mount->um_device, sector_of(fs, at), bytes);
    bp->b_flags &= ~B_DELWRI;
    bp->b_flags |= B_INVAL;
    brelse(bp);
}

int inode_truncate(struct inode *ip, uint32_t size, bool sync)
{
    struct superblock *fs = fs_of(ip);
    daddr_t direct[DIRECT_BLOCKS], indirect[INDIRECTIONS];
    uint32_t old_size = ip->i_size;
    int32_t keep, lbn;
    int64_t before = DIRECT_BLOCKS;
    int level, sectors = 0, error = 0, failed;

    if (ip->i_vnode.v_type == VLNK && ip->i_blocks == 0) { /* a short link */
        bzero(DI_SHORT_LINK(&ip->i_dinode), ip->i_size);
        ip->i_size = size;
        ip->i_flag |= I_CHANGED | I_UPDATED;
        return inode_update(ip, true);
    }
    if (ip->i_vnode.v_type != VREG && ip->i_vnode.v_type != VDIR && ip->i_vnode.v_type != VLNK) {
        ip->i_size = size;
        return 0;
    }
    if (size == old_size) {
        ip->i_flag |= I_CHANGED | I_UPDATED;
        return inode_update(ip, sync);
    }
    if (size > old_size)
        return extend(ip, size, sync);
    error = clear_tail(ip, size, sync);
    if (error != 0)
        return error;

    /* The inode as it is going to be, on the disk. */
    keep = (int32_t)((size + (uint32_t)fs->fs_bsize - 1) >> fs->fs_bshift);
    for (lbn = 0; lbn < DIRECT_BLOCKS; lbn++)
        direct[lbn] = ip->i_db[lbn];
    for (level = 0; level < INDIRECTIONS; level++) {
        indirect[level] = ip->i_ib[level];
        if (keep <= before)
            ip->i_ib[level] = 0;
        before += reach_of(fs, level + 1);
    }
    for (lbn = keep; lbn < DIRECT_BLOCKS; lbn++)
        ip->i_db[lbn] = 0;
    ip->i_size = size;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    failed = inode_update(ip, true);
    if (failed != 0)
        return failed;

    before = DIRECT_BLOCKS;
    for (level = 0; level < INDIRECTIONS; level++) {
        int64_t reach = reach_of(fs, level + 1), left = keep - before;

        if (indirect[level] != 0 && left < reach) {
            failed = free_below(ip, indirect[level], level + 1, max(left, 0), &sectors);
            if (failed != 0)
                error = failed;
        }
        before += reach;
    }
    for (lbn = keep; lbn < DIRECT_BLOCKS; lbn++) {
        int bytes = block_bytes(fs, old_size, lbn);

        if (direct[lbn] == 0)
            continue;
        if (bytes == 0)
            bytes = fs->fs_bsize;
        if (!address_valid(ip, direct[lbn], bytes))
            continue;
        forget_buffer(ip, direct[lbn], bytes);
        blocks_free(ip, direct[lbn], bytes);
        sectors += bytes >> SECTOR_SHIFT;
    }
    /* The last block keeps only the fragments that it needs. */
    lbn = keep - 1;
    if (lbn >= 0 && lbn < DIRECT_BLOCKS && direct[lbn] != 0) {
        int had = block_bytes(fs, old_size, lbn), has = block_bytes(fs, size, lbn);

        if (had > has && address_valid(ip, direct[lbn], had)) {
            struct buf *bp;

            error = bread(ip->i_mount->um_device, sector_of(fs, direct[lbn]), had, &bp);
            if (error == 0 && brealloc(bp, has))
                bdwrite(bp);
            blocks_free(ip, direct[lbn] + fragments_in(fs, (uint32_t)has), had - has);
            sectors += (had - has) >> SECTOR_SHIFT;
        }
    }
    ip->i_blocks -= sectors;
    if (ip->i_blocks < 0)
        ip->i_blocks = 0;
    ip->i_flag |= I_CHANGED;
    return error != 0 ? error : inode_update(ip, false);
}
