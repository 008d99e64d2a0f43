/*
 * Directories: chunks of 512 bytes, filled by entries exactly. Changes are written at once, so that
 * a name is on the disk after the inode it is for, and goes before it.
 */
#include <abi/errno.h>
#include <unix/ffs/inode.h>

void directory_complain(struct inode *dp, off_t offset, const char *what)
{
    kprintf("%s: bad directory, inode %u at offset %d: %s\n", dp->i_mount->um_mount->m_path,
            (unsigned)dp->i_number, (int)offset, what);
}

int directory_block(struct inode *dp, off_t offset, struct buf **bp, uint8_t **at)
{
    struct superblock *fs = fs_of(dp);
    int32_t lbn = block_number(fs, (uint32_t)offset);
    int bytes = block_bytes(fs, dp->i_size, lbn), error;
    daddr_t where;

    error = block_map(dp, lbn, &where, NULL);
    if (error != 0)
        return error;
    if (where == 0) {
        directory_complain(dp, offset, "a hole");
        return EIO;
    }
    if (!address_valid(dp, where, bytes))
        return EIO;
    error = bread(dp->i_mount->um_device, sector_of(fs, where), bytes, bp);
    if (error == 0)
        *at = (*bp)->b_addr + block_offset(fs, (uint32_t)offset);
    return error;
}

bool direct_is_bad(struct inode *dp, const struct direct *entry, int offset_in_chunk)
{
    int i;

    (void)dp;
    if ((entry->d_reclen & 3) != 0 || entry->d_reclen == 0 ||
        entry->d_reclen > DIRECTORY_CHUNK - offset_in_chunk ||
        entry->d_reclen < DIRECT_SIZE(entry->d_namlen))
        return true;
    if (entry->d_ino == 0)
        return false;
    for (i = 0; i < entry->d_namlen; i++)
        if (entry->d_name[i] == '\0' || entry->d_name[i] == '/')
            return true;
    return entry->d_namlen == 0 || entry->d_name[entry->d_namlen] != '\0';
}

static void fill(struct direct *entry, const struct inode *ip, const struct namei *n)
{
    int length = n->n_dirent.length, i;

    entry->d_ino = ip->i_number;
    entry->d_type = (uint8_t)(ip->i_mode >> 12);
    entry->d_namlen = (uint8_t)length;
    bcopy(n->n_dirent.name, entry->d_name, (size_t)length);
    for (i = length; i < DIRECT_SIZE(length) - 8; i++)
        entry->d_name[i] = '\0';
}

/* A new chunk at the directory's end, with the entry alone. */
static int enter_at_end(struct inode *dp, struct inode *ip, struct namei *n)
{
    struct superblock *fs = fs_of(dp);
    uint32_t offset = dp->i_size;
    struct direct *entry;
    struct buf *bp;
    int error;

    error = block_for_write(dp, block_number(fs, offset),
                            block_offset(fs, offset) + DIRECTORY_CHUNK, &bp, true, true);
    if (error != 0)
        return error;
    entry = (struct direct *)(bp->b_addr + block_offset(fs, offset));
    bzero(entry, DIRECTORY_CHUNK);
    fill(entry, ip, n);
    entry->d_reclen = DIRECTORY_CHUNK;
    error = bwrite(bp);
    if (error != 0)
        return error;
    dp->i_size += DIRECTORY_CHUNK;
    dp->i_flag |= I_CHANGED | I_UPDATED;
    return inode_update(dp, true);
}

/*
 * The entry goes where lookup found room: n_offset to n_offset + n_count of a chunk, whose entries
 * are moved together.
 */
int directory_enter(struct inode *dp, struct inode *ip, struct namei *n)
{
    int need = DIRECT_SIZE(n->n_dirent.length), space, at, error;
    struct direct *entry;
    struct buf *bp;
    uint8_t *base;

    if (n->n_count == 0)
        return enter_at_end(dp, ip, n);
    error = directory_block(dp, n->n_offset, &bp, &base);
    if (error != 0)
        return error;
    entry = (struct direct *)base;
    space = entry->d_reclen;
    at = entry->d_ino != 0 ? DIRECT_SIZE(entry->d_namlen) : 0;
    space -= at;
    if (at > 0)
        entry->d_reclen = (uint16_t)at;
    /* What follows within the room moves to the front of it. */
    {
        int from = at + space, end = n->n_count;

        while (from < end) {
            struct direct *next = (struct direct *)(base + from);
            int length = next->d_reclen;

            if (next->d_ino != 0) {
                int size = DIRECT_SIZE(next->d_namlen);

                bcopy(next, base + at, (size_t)size);
                entry = (struct direct *)(base + at);
                entry->d_reclen = (uint16_t)size;
                at += size;
                space += length - size;
            } else
                space += length;
            from += length;
        }
    }
    if (space < need) {
        brelse(bp);
        directory_complain(dp, n->n_offset, "less room than there was");
        return EIO;
    }
    entry = (struct direct *)(base + at);
    fill(entry, ip, n);
    entry->d_reclen = (uint16_t)space;
    error = bwrite(bp);
    dp->i_flag |= I_CHANGED | I_UPDATED;
    /* Chunks behind the last entry in use are cut off. */
    if (error == 0 && n->n_end_offset != 0 && (uint32_t)n->n_end_offset < dp->i_size)
        error = inode_truncate(dp, (uint32_t)n->n_end_offset, true);
    return error;
}

int directory_remove(struct inode *dp, struct namei *n)
{
    struct direct *entry;
    struct buf *bp;
    uint8_t *at;
    int error;

    error = directory_block(dp, n->n_offset - n->n_previous, &bp, &at);
    if (error != 0)
        return error;
    entry = (struct direct *)at;
    if (n->n_previous == 0)
        entry->d_ino = 0; /* the first of its chunk */
    else
        entry->d_reclen += ((struct direct *)(at + n->n_previous))->d_reclen;
    error = bwrite(bp);
    dp->i_flag |= I_CHANGED | I_UPDATED;
    return error;
}

/* The name is another file's from now on. */
int directory_rewrite(struct inode *dp, struct inode *ip, struct namei *n)
{
    struct direct *entry;
    struct buf *bp;
    uint8_t *at;
    int error = directory_block(dp, n->n_offset, &bp, &at);

    if (error != 0)
        return error;
    entry = (struct direct *)at;
    entry->d_ino = ip->i_number;
    entry->d_type = (uint8_t)(ip->i_mode >> 12);
    error = bwrite(bp);
    dp->i_flag |= I_CHANGED | I_UPDATED;
    return error;
}

bool directory_is_empty(struct inode *dp, ino_t parent)
{
    off_t offset = 0;

    while ((uint32_t)offset < dp->i_size) {
        struct direct *entry;
        struct buf *bp;
        uint8_t *at;
        int step;
        bool empty = true;

        if (directory_block(dp, offset, &bp, &at) != 0)
            return false;
        entry = (struct direct *)at;
        step = entry->d_reclen;
        if (direct_is_bad(dp, entry, offset % DIRECTORY_CHUNK))
            empty = false;
        else if (entry->d_ino != 0) {
            if (entry->d_namlen > 2 || entry->d_name[0] != '.')
                empty = false;
            else if (entry->d_namlen == 2 && (entry->d_name[1] != '.' || entry->d_ino != parent))
                empty = false;
        }
        brelse(bp);
        if (!empty)
            return false;
        offset += step;
    }
    return true;
}

/* The inode that a directory's ".." names; 0 if there is none. */
static ino_t parent_of(struct inode *dp)
{
    struct direct *entry;
    struct buf *bp;
    uint8_t *at;
    ino_t parent = 0;

    if (dp->i_size < DIRECTORY_CHUNK || directory_block(dp, 0, &bp, &at) != 0)
        return 0;
    entry = (struct direct *)at;
    if (!direct_is_bad(dp, entry, 0) && entry->d_reclen <= DIRECTORY_CHUNK - DIRECT_SIZE(2)) {
        struct direct *second = (struct direct *)(at + entry->d_reclen);

        if (!direct_is_bad(dp, second, entry->d_reclen) && second->d_namlen == 2 &&
            second->d_name[0] == '.' && second->d_name[1] == '.')
            parent = second->d_ino;
    }
    brelse(bp);
    return parent;
}

int directory_check_path(struct inode *source, struct inode *target)
{
    struct ufs_mount *ump = target->i_mount;
    ino_t number = target->i_number, above;
    struct inode *ip;
    int error, depth;

    if (number == source->i_number)
        return EINVAL;
    if (number == ROOT_INODE)
        return 0;
    above = parent_of(target);
    vnode_unlock(&target->i_vnode);
    for (error = 0, depth = 0; error == 0; depth++) {
        if (above == source->i_number)
            error = EINVAL;
        else if (above == ROOT_INODE)
            break;
        else if (above == 0 || depth > PATH_MAX * 8)
            error = EIO; /* it leads nowhere, or in a circle */
        else {
            error = inode_get(ump, above, &ip);
            if (error != 0)
                break;
            if (ip->i_vnode.v_type != VDIR)
                error = EIO;
            else
                above = parent_of(ip);
            vnode_put(&ip->i_vnode);
        }
    }
    vnode_lock(&target->i_vnode);
    return error;
}
