/* Contents of files, block by block through the buffer cache. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <unix/ffs/inode.h>

#define SIZE_MAX_FILE 0x7fffffffu

/* Reads a block of the file, and has the next begun if the file is read from front to back. */
static int read_block(struct inode *ip, int32_t lbn, struct buf **bp)
{
    struct superblock *fs = fs_of(ip);
    dev_t device = ip->i_mount->um_device;
    int bytes = block_bytes(fs, ip->i_size, lbn);
    daddr_t at, ahead;
    int error = block_map(ip, lbn, &at, &ahead);

    *bp = NULL;
    if (error != 0 || at == 0)
        return error;
    if (!address_valid(ip, at, bytes))
        return EIO;
    if (ip->i_last_read + 1 == lbn && ahead != 0 &&
        (uint32_t)(lbn + 1) << fs->fs_bshift < ip->i_size) {
        int ahead_bytes = block_bytes(fs, ip->i_size, lbn + 1);

        if (address_valid(ip, ahead, ahead_bytes))
            return breada(device, sector_of(fs, at), bytes, sector_of(fs, ahead), ahead_bytes, bp);
    }
    return bread(device, sector_of(fs, at), bytes, bp);
}

/* Zeros to where the uio says: a hole. */
static int move_zeros(size_t bytes, struct uio *uio)
{
    static const uint8_t zeros[DIRECTORY_CHUNK];
    int error = 0;

    while (bytes > 0 && error == 0) {
        size_t part = min(bytes, sizeof zeros);

        error = uio_move((void *)zeros, part, uio);
        bytes -= part;
    }
    return error;
}

int ufs_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct inode *ip = inode_of(vp);
    struct superblock *fs = fs_of(ip);
    int error = 0;

    (void)ioflag;
    if (vp->v_type != VREG && vp->v_type != VDIR && vp->v_type != VLNK)
        return EOPNOTSUPP;
    if (uio->uio_resid == 0)
        return 0;
    if (uio->uio_offset < 0)
        return EINVAL;
    if (!vp->v_mount->m_read_only)
        ip->i_flag |= I_ACCESSED;
    while (uio->uio_resid > 0 && (uint32_t)uio->uio_offset < ip->i_size && error == 0) {
        uint32_t offset = (uint32_t)uio->uio_offset;
        int32_t lbn = block_number(fs, offset);
        int on = block_offset(fs, offset);
        size_t bytes = min((size_t)(fs->fs_bsize - on), uio->uio_resid);
        struct buf *bp;

        bytes = min(bytes, (size_t)(ip->i_size - offset));
        error = read_block(ip, lbn, &bp);
        if (error != 0)
            break;
        ip->i_last_read = lbn;
        if (bp == NULL) {
            error = move_zeros(bytes, uio);
            continue;
        }
        error = uio_move(bp->b_addr + on, bytes, uio);
        /* What was read to its end will not be wanted soon. */
        if (on + (int)bytes == fs->fs_bsize || (uint32_t)uio->uio_offset == ip->i_size)
            bp->b_flags |= B_AGE;
        brelse(bp);
    }
    return error;
}

static int write_block(struct inode *ip, struct uio *uio, uint32_t offset, size_t bytes, int ioflag)
{
    struct superblock *fs = fs_of(ip);
    int on = block_offset(fs, offset), error;
    bool whole = bytes == (size_t)fs->fs_bsize;
    struct buf *bp;

    error = block_for_write(ip, block_number(fs, offset), on + (int)bytes, &bp, !whole,
                            (ioflag & IO_SYNC) != 0);
    if (error != 0)
        return error;
    if (offset + bytes > ip->i_size)
        ip->i_size = offset + (uint32_t)bytes;
    error = uio_move(bp->b_addr + on, bytes, uio);
    if (error != 0 && whole) /* what is in it now is neither old nor new */
        bzero(bp->b_addr, (size_t)bp->b_bcount);
    ip->i_flag |= I_CHANGED | I_UPDATED;
    if (ioflag & IO_SYNC) {
        int failed = bwrite(bp);

        return error != 0 ? error : failed;
    }
    if (on + (int)bytes == fs->fs_bsize) {
        bp->b_flags |= B_AGE;
        bawrite(bp);
    } else
        bdwrite(bp);
    return error;
}

int ufs_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct inode *ip = inode_of(vp);
    struct superblock *fs = fs_of(ip);
    uint32_t old_size = ip->i_size, limit = (uint32_t)current->u_rlimit[RLIMIT_FSIZE].rlim_cur;
    size_t asked = uio->uio_resid;
    off_t began;
    int error = 0;

    if (vp->v_type != VREG && vp->v_type != VLNK)
        return vp->v_type == VDIR ? EISDIR : EOPNOTSUPP;
    if (ioflag & IO_APPEND)
        uio->uio_offset = (off_t)ip->i_size;
    if (uio->uio_offset < 0)
        return EINVAL;
    if (asked == 0)
        return 0;
    if (asked > SIZE_MAX_FILE - (uint32_t)uio->uio_offset)
        return EFBIG;
    if (vp->v_type == VREG && (uint32_t)uio->uio_offset + asked > limit) {
        signal_post(current->u_proc, SIGXFSZ);
        return EFBIG;
    }
    began = uio->uio_offset;
    while (uio->uio_resid > 0 && error == 0) {
        uint32_t offset = (uint32_t)uio->uio_offset;
        size_t bytes = min((size_t)(fs->fs_bsize - block_offset(fs, offset)), uio->uio_resid);

        error = write_block(ip, uio, offset, bytes, ioflag);
    }
    if (asked > uio->uio_resid && !is_superuser(current->u_cred))
        ip->i_mode &= (uint16_t) ~(S_ISUID | S_ISGID);
    if (error != 0) {
        uint32_t end = (uint32_t)uio->uio_offset;

        if (ioflag & IO_UNIT) {
            uio->uio_resid = asked;
            uio->uio_offset = began;
            end = old_size;
        }
        if (ip->i_size > max(old_size, end))
            inode_truncate(ip, max(old_size, end), (ioflag & IO_SYNC) != 0);
    }
    if (error == 0 && (ioflag & IO_SYNC))
        error = inode_update(ip, true);
    return error;
}
