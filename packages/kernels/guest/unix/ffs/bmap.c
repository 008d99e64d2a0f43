/*
 * From blocks of a file to addresses: twelve in the inode, then by blocks of addresses, of which one,
 * two or three are passed through.
 */
#include <abi/errno.h>
#include <unix/ffs/inode.h>

/* A way to a block: how many blocks of addresses, and the place in each. */
struct way {
    int levels;
    int index[INDIRECTIONS];
};

static bool find_way(const struct superblock *fs, int32_t lbn, struct way *way)
{
    int64_t reach = fs->fs_nindir;
    int level;

    lbn -= DIRECT_BLOCKS;
    for (level = 1; level <= INDIRECTIONS; level++) {
        if (lbn < reach) {
            int i;

            way->levels = level;
            for (i = level - 1; i >= 0; i--) {
                way->index[i] = lbn % fs->fs_nindir;
                lbn /= fs->fs_nindir;
            }
            return true;
        }
        lbn -= (int32_t)reach;
        reach *= fs->fs_nindir;
        if (reach > 0x7fffffff)
            reach = 0x7fffffff;
    }
    return false;
}

int block_map(struct inode *ip, int32_t lbn, daddr_t *found, daddr_t *ahead)
{
    struct superblock *fs = fs_of(ip);
    struct way way;
    struct buf *bp;
    daddr_t at;
    int i, error;

    if (ahead != NULL)
        *ahead = 0;
    if (lbn < 0)
        return EFBIG;
    if (lbn < DIRECT_BLOCKS) {
        *found = ip->i_db[lbn];
        if (ahead != NULL && lbn + 1 < DIRECT_BLOCKS)
            *ahead = ip->i_db[lbn + 1];
        return 0;
    }
    if (!find_way(fs, lbn, &way))
        return EFBIG;
    at = ip->i_ib[way.levels - 1];
    for (i = 0; i < way.levels && at != 0; i++) {
        if (!address_valid(ip, at, fs->fs_bsize))
            return EIO;
        error = bread(ip->i_mount->um_device, sector_of(fs, at), fs->fs_bsize, &bp);
        if (error != 0)
            return error;
        at = ((daddr_t *)bp->b_addr)[way.index[i]];
        if (ahead != NULL && i == way.levels - 1 && way.index[i] + 1 < fs->fs_nindir)
            *ahead = ((daddr_t *)bp->b_addr)[way.index[i] + 1];
        brelse(bp);
    }
    *found = at;
    return 0;
}

/* The last block, if it is one of fragments and the file is going to end behind it, becomes whole. */
static int complete_last(struct inode *ip, int32_t lbn, bool sync)
{
    struct superblock *fs = fs_of(ip);
    int32_t last = block_number(fs, ip->i_size);
    struct buf *bp;
    daddr_t at;
    int old, error;

    if (last >= lbn || last >= DIRECT_BLOCKS || ip->i_db[last] == 0)
        return 0;
    old = block_bytes(fs, ip->i_size, last);
    if (old == 0 || old == fs->fs_bsize)
        return 0;
    error = fragments_extend(ip, last, block_preference(ip, last, last, ip->i_db), old, fs->fs_bsize,
                             &bp, &at);
    if (error != 0)
        return error;
    ip->i_db[last] = at;
    ip->i_size = (uint32_t)(last + 1) << fs->fs_bshift;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    if (sync)
        return bwrite(bp);
    bdwrite(bp);
    return 0;
}

static int direct_for_write(struct inode *ip, int32_t lbn, int bytes, struct buf **held, bool clear)
{
    struct superblock *fs = fs_of(ip);
    dev_t device = ip->i_mount->um_device;
    daddr_t at = ip->i_db[lbn];
    int want = (int)fragment_round(fs, (uint32_t)bytes), old, error;

    if (at != 0) {
        old = block_bytes(fs, ip->i_size, lbn);
        if (old == 0) /* a block behind the end, left by a failure */
            old = fs->fs_bsize;
        if (!address_valid(ip, at, old))
            return EIO;
        if (want <= old) {
            if (clear)
                return bread(device, sector_of(fs, at), old, held);
            *held = getblk(device, sector_of(fs, at), old);
            return 0;
        }
        error = fragments_extend(ip, lbn, block_preference(ip, lbn, lbn, ip->i_db), old, want, held,
                                 &at);
        if (error == 0)
            ip->i_db[lbn] = at;
        return error;
    }
    if (ip->i_size > (uint32_t)lbn << fs->fs_bshift) /* a hole, maybe in the last block */
        want = max(want, block_bytes(fs, ip->i_size, lbn));
    error = block_alloc(ip, lbn, block_preference(ip, lbn, lbn, ip->i_db), want, &at);
    if (error != 0)
        return error;
    *held = getblk(device, sector_of(fs, at), want);
    if (clear || want > bytes)
        bclear(*held);
    ip->i_db[lbn] = at;
    ip->i_flag |= I_CHANGED | I_UPDATED;
    return 0;
}

/* A block of addresses, all zeros, which is on the disk before anything points to it. */
static int new_addresses(struct inode *ip, int32_t lbn, daddr_t wanted, daddr_t *found)
{
    struct superblock *fs = fs_of(ip);
    struct buf *bp;
    int error = block_alloc(ip, lbn, wanted, fs->fs_bsize, found);

    if (error != 0)
        return error;
    bp = getblk(ip->i_mount->um_device, sector_of(fs, *found), fs->fs_bsize);
    bclear(bp);
    error = bwrite(bp);
    if (error != 0) {
        blocks_free(ip, *found, fs->fs_bsize);
        ip->i_blocks -= fs->fs_bsize >> SECTOR_SHIFT;
    }
    return error;
}

int block_for_write(struct inode *ip, int32_t lbn, int bytes, struct buf **held, bool clear, bool sync)
{
    struct superblock *fs = fs_of(ip);
    dev_t device = ip->i_mount->um_device;
    daddr_t wanted = 0, at, next = 0;
    struct buf *bp;
    struct way way;
    int i, error;

    if (lbn < 0)
        return EFBIG;
    error = complete_last(ip, lbn, sync);
    if (error != 0)
        return error;
    if (lbn < DIRECT_BLOCKS)
        return direct_for_write(ip, lbn, bytes, held, clear);
    if (!find_way(fs, lbn, &way))
        return EFBIG;
    at = ip->i_ib[way.levels - 1];
    if (at == 0) {
        wanted = block_preference(ip, lbn, 0, NULL);
        error = new_addresses(ip, lbn, wanted, &at);
        if (error != 0)
            return error;
        ip->i_ib[way.levels - 1] = at;
        ip->i_flag |= I_CHANGED | I_UPDATED;
    }
    for (i = 0; i < way.levels; i++) {
        bool last = i == way.levels - 1;
        daddr_t *addresses;

        if (!address_valid(ip, at, fs->fs_bsize))
            return EIO;
        error = bread(device, sector_of(fs, at), fs->fs_bsize, &bp);
        if (error != 0)
            return error;
        addresses = (daddr_t *)bp->b_addr;
        next = addresses[way.index[i]];
        if (next != 0) {
            brelse(bp);
            at = next;
            continue;
        }
        if (last)
            wanted = block_preference(ip, lbn, way.index[i], addresses);
        else if (wanted == 0)
            wanted = block_preference(ip, lbn, 0, NULL);
        error = last ? block_alloc(ip, lbn, wanted, fs->fs_bsize, &next)
                     : new_addresses(ip, lbn, wanted, &next);
        if (error != 0) {
            brelse(bp);
            return error;
        }
        addresses[way.index[i]] = next;
        if (sync || !last) {
            error = bwrite(bp);
            if (error != 0)
                return error;
        } else
            bdwrite(bp);
        at = next;
        if (last) {
            *held = getblk(device, sector_of(fs, at), fs->fs_bsize);
            if (clear || bytes < fs->fs_bsize)
                bclear(*held);
            return 0;
        }
    }
    if (!address_valid(ip, at, fs->fs_bsize))
        return EIO;
    if (clear)
        return bread(device, sector_of(fs, at), fs->fs_bsize, held);
    *held = getblk(device, sector_of(fs, at), fs->fs_bsize);
    return 0;
}
