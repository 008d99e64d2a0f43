/*
 * rename: a new name first, then the old one goes, so that there is always one; of a directory ".."
 * follows in between. The count of names is one too high meanwhile.
 */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <unix/ffs/inode.h>

/* The source's entry, looked up again: others may have changed its directory. fdvp locked. ERESTART:
 * it is gone, or another's. */
static int find_again(struct vnode *fdvp, struct namei *from, struct inode *ip)
{
    struct namei again = *from;
    struct vnode *vp;
    int error;

    again.n_intent = NAMEI_DELETE;
    again.n_last = true;
    error = ufs_lookup(fdvp, &again, &vp);
    if (error != 0)
        return error == ENOENT ? ERESTART : error;
    *from = again;
    if (vp == fdvp)
        vnode_release(vp);
    else
        vnode_put(vp);
    return inode_of(vp) == ip ? 0 : ERESTART;
}

/* ".." of a directory names another parent. */
static int set_parent(struct inode *ip, struct inode *parent)
{
    struct direct *entry, *second;
    struct buf *bp;
    uint8_t *at;
    int error = directory_block(ip, 0, &bp, &at);

    if (error != 0)
        return error;
    entry = (struct direct *)at;
    second = (struct direct *)(at + entry->d_reclen);
    if (direct_is_bad(ip, entry, 0) || entry->d_reclen > DIRECTORY_CHUNK - DIRECT_SIZE(2) ||
        direct_is_bad(ip, second, entry->d_reclen) || second->d_namlen != 2 ||
        second->d_name[0] != '.' || second->d_name[1] != '.') {
        brelse(bp);
        directory_complain(ip, 0, "no ..");
        return EIO;
    }
    second->d_ino = parent->i_number;
    return bwrite(bp);
}

static void count_names(struct inode *ip, int by)
{
    ip->i_nlink = (int16_t)(ip->i_nlink + by);
    ip->i_flag |= I_CHANGED;
}

/* The target's directory has been unlocked, and tvp as well: is it as it was? ERESTART if not. tvp is
 * locked again. */
static int find_target_again(struct vnode *tdvp, struct vnode *tvp, struct namei *to)
{
    struct namei again = *to;
    struct vnode *vp;
    int error = ufs_lookup(tdvp, &again, &vp);

    if (error != 0 && error != ENOENT)
        vp = NULL;
    else if (vp == tvp) {
        if (vp != NULL)
            vnode_release(vp); /* not the last reference; it has been locked */
        *to = again;
        return 0;
    } else
        error = ERESTART;
    if (vp == tdvp)
        vnode_release(vp);
    else if (vp != NULL)
        vnode_put(vp);
    if (tvp != NULL)
        vnode_lock(tvp);
    return error;
}

/* May the directory `ip` move into another? For that, others are let into both directories; what was
 * found there is looked up again. From now on its entry stays: nobody else renames it, and with one
 * name too many it is not removed. */
static int check_move(struct vnode *fdvp, struct namei *from, struct inode *ip, struct vnode *tdvp,
                      struct vnode *tvp, struct namei *to)
{
    int error;

    if (tvp != NULL)
        vnode_unlock(tvp); /* the way up may pass it */
    error = directory_check_path(ip, inode_of(tdvp));
    if (error == 0) {
        vnode_unlock(tdvp);
        vnode_lock(fdvp);
        error = find_again(fdvp, from, ip);
        vnode_unlock(fdvp);
        vnode_lock(tdvp);
    }
    if (error == 0)
        return find_target_again(tdvp, tvp, to);
    if (tvp != NULL)
        vnode_lock(tvp);
    return error;
}

/* The source is locked, and unlocked, while the target is; but a directory that goes into another may
 * be above it: it is locked alone. */
static void source_lock(struct vnode *fvp, bool moves, struct vnode *tdvp, struct vnode *tvp)
{
    if (moves) {
        if (tvp != NULL)
            vnode_unlock(tvp);
        vnode_unlock(tdvp);
    }
    vnode_lock(fvp);
}

static void source_unlock(struct vnode *fvp, bool moves, struct vnode *tdvp, struct vnode *tvp)
{
    vnode_unlock(fvp);
    if (moves) {
        vnode_lock(tdvp);
        if (tvp != NULL)
            vnode_lock(tvp);
    }
}

/* What ufs_rename() does, if nobody else renames a directory. */
static int rename_alone(struct vnode *fdvp, struct vnode *fvp, struct namei *from, struct vnode *tdvp,
                        struct vnode *tvp, struct namei *to)
{
    struct inode *ip = inode_of(fvp), *fdp = inode_of(fdvp), *tdp = inode_of(tdvp);
    struct inode *tip = tvp != NULL ? inode_of(tvp) : NULL;
    bool is_directory = fvp->v_type == VDIR, other_parent = fdvp != tdvp;
    bool moves = is_directory && other_parent;
    int error = 0;

    /* The source has one name more, on the disk. */
    source_lock(fvp, moves, tdvp, tvp);
    if (ip->i_nlink >= LINK_MAX)
        error = EMLINK;
    else if (moves)
        error = vnode_access(fvp, W_OK, current->u_cred);
    if (error != 0) {
        source_unlock(fvp, moves, tdvp, tvp);
        return error;
    }
    count_names(ip, 1);
    error = inode_update(ip, true);
    source_unlock(fvp, moves, tdvp, tvp);
    if (error != 0)
        goto undo;

    if (is_directory) {
        error = other_parent ? check_move(fdvp, from, ip, tdvp, tvp, to) : find_again(fdvp, from, ip);
        if (error != 0)
            goto undo;
    }
    if (tdp->i_nlink == 0) { /* removed */
        error = ENOENT;
        goto undo;
    }
    if (tip == NULL) {
        if (moves) {
            if (tdp->i_nlink >= LINK_MAX) {
                error = EMLINK;
                goto undo;
            }
            count_names(tdp, 1);
            error = inode_update(tdp, true);
            if (error != 0) {
                count_names(tdp, -1);
                goto undo;
            }
        }
        error = directory_enter(tdp, ip, to);
        if (error != 0) {
            if (moves) {
                count_names(tdp, -1);
                inode_update(tdp, true);
            }
            goto undo;
        }
    } else {
        if (is_directory && (tip->i_nlink > 2 || !directory_is_empty(tip, tdp->i_number))) {
            error = ENOTEMPTY;
            goto undo;
        }
        error = directory_rewrite(tdp, ip, to);
        if (error != 0)
            goto undo;
        name_cache_purge(tvp);
        if (is_directory) {
            /* The parent loses one directory; it gets one if that comes from elsewhere. */
            if (!other_parent)
                count_names(tdp, -1);
            tip->i_nlink = 0;
            tip->i_flag |= I_CHANGED;
            error = inode_truncate(tip, 0, true);
        } else {
            count_names(tip, -1);
            error = inode_update(tip, true);
        }
        if (error == 0)
            error = inode_update(tdp, true);
    }
    name_cache_purge(tdvp);

    /* ".." and the parents' counts; then the old name goes. */
    if (moves && error == 0) {
        vnode_lock(fvp);
        error = set_parent(ip, tdp);
        name_cache_purge(fvp);
        vnode_unlock(fvp);
    }
    if (other_parent) {
        /* A directory is locked before what is in it: the source's parent may be below. */
        if (tvp != NULL)
            vnode_unlock(tvp);
        vnode_unlock(tdvp);
        vnode_lock(fdvp);
    }
    if (find_again(fdvp, from, ip) == 0) {
        int removed = directory_remove(fdp, from);

        if (removed == 0 && moves) {
            count_names(fdp, -1);
            removed = inode_update(fdp, true);
        }
        name_cache_purge(fdvp);
        if (error == 0)
            error = removed;
        if (removed == 0) {
            if (other_parent)
                vnode_unlock(fdvp);
            vnode_lock(fvp);
            count_names(ip, -1);
            inode_update(ip, true);
            vnode_unlock(fvp);
            if (other_parent)
                vnode_lock(fdvp);
        }
    } else if (is_directory)
        kprintf("rename: lost a directory's entry\n");
    /* Of a file the old name may be gone: then there is just the new one, and it is counted. */
    if (other_parent) {
        vnode_unlock(fdvp);
        vnode_lock(tdvp);
        if (tvp != NULL)
            vnode_lock(tvp);
    }
    return error;
undo:
    source_lock(fvp, moves, tdvp, tvp);
    count_names(ip, -1);
    inode_update(ip, true);
    source_unlock(fvp, moves, tdvp, tvp);
    return error;
}

/* One directory at a time is renamed: what is found on the way up must stay so. Who has to wait does it
 * without locks, and begins again. */
int ufs_rename(struct vnode *fdvp, struct vnode *fvp, struct namei *from, struct vnode *tdvp,
               struct vnode *tvp, struct namei *to)
{
    struct ufs_mount *ump = inode_of(fvp)->i_mount;
    int error;

    if (fvp->v_type != VDIR)
        return rename_alone(fdvp, fvp, from, tdvp, tvp, to);
    if (ump->um_moving) {
        if (tvp != NULL)
            vnode_unlock(tvp);
        vnode_unlock(tdvp);
        sleep_on(&ump->um_moving, PINOD, "rename", 0);
        vnode_lock(tdvp);
        if (tvp != NULL)
            vnode_lock(tvp);
        return ERESTART;
    }
    ump->um_moving = true;
    error = rename_alone(fdvp, fvp, from, tdvp, tvp, to);
    ump->um_moving = false;
    wakeup(&ump->um_moving);
    return error;
}
