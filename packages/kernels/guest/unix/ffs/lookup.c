/*
 * Looks for a name in a directory, entry by entry. The search begins where the last one ended, and
 * goes round: listing files in the order of their names in the directory takes one pass over it.
 * With an intent it remembers where the entry is, or where there is room for it.
 */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <unix/ffs/inode.h>

/* Room for an entry: a run of records that have enough together, in one chunk. */
struct slot {
    bool wanted, found;
    int need;
    off_t offset;
    int size; /* of the run */
    int free; /* of which unused */
};

static void slot_consider(struct slot *slot, off_t offset, const struct direct *entry)
{
    int used = entry->d_ino != 0 ? DIRECT_SIZE(entry->d_namlen) : 0;
    int unused = entry->d_reclen - used;

    if (slot->found)
        return;
    if (offset % DIRECTORY_CHUNK == 0 || slot->size == 0) {
        slot->offset = offset;
        slot->size = slot->free = 0;
    }
    if (unused == 0 && slot->size == 0)
        return;
    if (slot->size == 0)
        slot->offset = offset;
    slot->size += entry->d_reclen;
    slot->free += unused;
    if (slot->free >= slot->need)
        slot->found = true;
}

static int found_entry(struct inode *dp, struct namei *n, ino_t number, struct vnode **vpp);

/* Who may take entries of others out of a sticky directory: its owner, the file's, the superuser. */
static bool sticky_forbids(struct inode *dp, struct inode *ip)
{
    const struct ucred *cred = current->u_cred;

    return (dp->i_mode & S_ISVTX) && !is_superuser(cred) && cred->cr_uid != dp->i_uid &&
           cred->cr_uid != ip->i_uid;
}

int ufs_lookup(struct vnode *dvp, struct namei *n, struct vnode **vpp)
{
    struct inode *dp = inode_of(dvp);
    bool intent = n->n_last && n->n_intent != NAMEI_LOOKUP;
    struct slot slot = { .wanted = intent && (n->n_intent == NAMEI_CREATE ||
                                              n->n_intent == NAMEI_RENAME) };
    uint32_t end = dp->i_size & ~(uint32_t)(DIRECTORY_CHUNK - 1);
    off_t start = 0, offset, last_used = 0, previous = 0;
    struct buf *bp = NULL;
    uint8_t *base = NULL;
    int passes = 1, error;
    ino_t number = 0;

    *vpp = NULL;
    n->n_found = false;
    n->n_count = 0;
    n->n_previous = 0;
    n->n_end_offset = 0;
    slot.need = DIRECT_SIZE(n->n_dirent.length);
    if (!intent && dp->i_directory_offset > 0 && (uint32_t)dp->i_directory_offset < end) {
        start = dp->i_directory_offset & ~(DIRECTORY_CHUNK - 1);
        passes = start > 0 ? 2 : 1;
    }
    offset = start;
again:
    while ((uint32_t)offset < end) {
        struct direct *entry;
        int in_chunk = offset % DIRECTORY_CHUNK;

        if (in_chunk == 0 || bp == NULL) {
            if (bp != NULL && block_offset(fs_of(dp), (uint32_t)offset) == 0) {
                brelse(bp);
                bp = NULL;
            }
            if (bp == NULL) {
                error = directory_block(dp, offset, &bp, &base);
                if (error != 0)
                    return error;
                base -= block_offset(fs_of(dp), (uint32_t)offset);
            }
            previous = 0;
        }
        entry = (struct direct *)(base + block_offset(fs_of(dp), (uint32_t)offset));
        if (direct_is_bad(dp, entry, in_chunk)) {
            directory_complain(dp, offset, "mangled entry");
            offset += DIRECTORY_CHUNK - in_chunk; /* the rest of the chunk is passed over */
            slot.size = 0;
            continue;
        }
        if (slot.wanted)
            slot_consider(&slot, offset, entry);
        if (entry->d_ino != 0) {
            if (entry->d_namlen == n->n_dirent.length &&
                entry->d_name[0] == n->n_dirent.name[0] &&
                bcmp(entry->d_name, n->n_dirent.name, n->n_dirent.length) == 0) {
                number = entry->d_ino;
                n->n_offset = offset;
                n->n_previous = (uint16_t)previous;
                n->n_ino = number;
                n->n_found = true;
                dp->i_directory_offset = offset & ~(DIRECTORY_CHUNK - 1);
                brelse(bp);
                return found_entry(dp, n, number, vpp);
            }
            last_used = offset + entry->d_reclen;
        }
        previous = entry->d_reclen;
        offset += entry->d_reclen;
    }
    if (bp != NULL) {
        brelse(bp);
        bp = NULL;
    }
    if (--passes > 0) {
        end = (uint32_t)start;
        offset = 0;
        goto again;
    }
    if (!intent || n->n_intent == NAMEI_DELETE)
        return ENOENT;
    error = vnode_access(dvp, W_OK, current->u_cred);
    if (error != 0)
        return error;
    if (slot.found) {
        n->n_offset = slot.offset;
        n->n_count = (uint16_t)slot.size;
        if (slot.offset + slot.size > last_used)
            last_used = slot.offset + slot.size;
        n->n_end_offset = (last_used + DIRECTORY_CHUNK - 1) & ~(DIRECTORY_CHUNK - 1);
    } else
        n->n_offset = (off_t)dp->i_size;
    return ENOENT;
}

/* The entry's inode, with the order of locks: a directory before what is in it. */
static int found_entry(struct inode *dp, struct namei *n, ino_t number, struct vnode **vpp)
{
    bool takes = n->n_last && (n->n_intent == NAMEI_DELETE || n->n_intent == NAMEI_RENAME);
    struct inode *ip;
    int error;

    if (takes) {
        error = vnode_access(&dp->i_vnode, W_OK, current->u_cred);
        if (error != 0)
            return error;
    }
    if (number == dp->i_number) { /* "." */
        vnode_hold(&dp->i_vnode);
        *vpp = &dp->i_vnode;
        return 0;
    }
    if (n->n_dirent.length == 2 && n->n_dirent.name[0] == '.' && n->n_dirent.name[1] == '.') {
        vnode_unlock(&dp->i_vnode);
        error = inode_get(dp->i_mount, number, &ip);
        vnode_lock(&dp->i_vnode);
    } else
        error = inode_get(dp->i_mount, number, &ip);
    if (error != 0)
        return error;
    if (ip->i_mode == 0 || ip->i_vnode.v_type == VNON) {
        directory_complain(dp, n->n_offset, "an entry for an inode that is free");
        vnode_put(&ip->i_vnode);
        return EIO;
    }
    if (takes && sticky_forbids(dp, ip)) {
        vnode_put(&ip->i_vnode);
        return EPERM;
    }
    *vpp = &ip->i_vnode;
    return 0;
}
