/*
 * Inodes in memory: a table, hashed by device and number. One that is looked for while it is being
 * read is found locked, and waited for.
 */
#include <abi/errno.h>
#include <unix/device.h>
#include <unix/ffs/inode.h>

#define HASH_SIZE 128

static struct inode *hash_heads[HASH_SIZE];
static struct inode *inodes;
static int inode_count;
static struct spin_lock hash_lock = { .s_name = "inodes", .s_order = ORDER_INODES };

static struct inode **hash_chain(dev_t device, ino_t number)
{
    return &hash_heads[(device + number) % HASH_SIZE];
}

void vnodes_start(int count)
{
    int i;

    inodes = kmem_alloc_zeroed((size_t)count * sizeof *inodes);
    inode_count = count;
    for (i = 0; i < count; i++) {
        struct vnode *vp = &inodes[i].i_vnode;

        vp->v_data = &inodes[i];
        vp->v_ops = &ufs_ops;
        vp->v_type = VNON;
        vnode_start(vp);
        vp->v_lock = &inodes[i].i_lock;
        lock_start(vp->v_lock, &vp->v_interlock, "inode", PINOD, 0);
        vnode_free(vp);
    }
}

void ufs_lock(struct vnode *vp, unsigned how)
{
    lock_manage(&inode_of(vp)->i_lock, LOCK_EXCLUSIVE | how);
}

void ufs_unlock(struct vnode *vp)
{
    lock_manage(&inode_of(vp)->i_lock, LOCK_RELEASE);
}

static void unhash(struct inode *ip)
{
    spin_take(&hash_lock);
    if (ip->i_prev != NULL) {
        *ip->i_prev = ip->i_next;
        if (ip->i_next != NULL)
            ip->i_next->i_prev = ip->i_prev;
        ip->i_prev = NULL;
    }
    spin_release(&hash_lock);
}

static void hash(struct inode *ip)
{
    struct inode **chain = hash_chain(ip->i_mount->um_device, ip->i_number);

    spin_take(&hash_lock);
    ip->i_next = *chain;
    if (ip->i_next != NULL)
        ip->i_next->i_prev = &ip->i_next;
    ip->i_prev = chain;
    *chain = ip;
    spin_release(&hash_lock);
}

/* The inode that is in memory, with a reference; NULL: it is not. */
static struct inode *hash_find(struct ufs_mount *ump, ino_t number)
{
    struct inode *ip;

    spin_take(&hash_lock);
    for (ip = *hash_chain(ump->um_device, number); ip != NULL; ip = ip->i_next)
        if (ip->i_number == number && ip->i_mount == ump) {
            vnode_hold(&ip->i_vnode);
            break;
        }
    spin_release(&hash_lock);
    return ip;
}

void inode_set_type(struct inode *ip)
{
    static const enum vtype types[16] = {
        [S_IFIFO >> 12] = VFIFO, [S_IFCHR >> 12] = VCHR, [S_IFDIR >> 12] = VDIR,
        [S_IFBLK >> 12] = VBLK,  [S_IFREG >> 12] = VREG, [S_IFLNK >> 12] = VLNK,
        [S_IFSOCK >> 12] = VSOCK,
    };
    struct vnode *vp = &ip->i_vnode;

    vp->v_type = types[(ip->i_mode & S_IFMT) >> 12];
    vp->v_ops = &ufs_ops;
    if (vp->v_type == VCHR || vp->v_type == VBLK) {
        vp->v_ops = &ufs_special_ops;
        vp->v_rdev = (dev_t)ip->i_dinode.di_rdev;
    } else if (vp->v_type == VFIFO)
        vp->v_ops = &ufs_fifo_ops;
}

/* A vnode that nobody refers to, for another file; NULL: all are in use. */
static struct inode *inode_take(void)
{
    struct vnode *vp = vnode_take();
    struct inode *ip;

    if (vp == NULL)
        return NULL;
    ip = inode_of(vp);
    vnode_hold(vp);
    vnode_going(vp);
    if (lock_manage(&ip->i_lock, LOCK_DRAIN | LOCK_NO_WAIT) != 0)
        panic("inode %u is free, and locked", (unsigned)ip->i_number);
    name_cache_purge(vp);
    if (vp->v_flag & V_TEXT)
        text_uncache(vp);
    unhash(ip);
    return ip;
}

int inode_get(struct ufs_mount *ump, ino_t number, struct inode **ipp)
{
    struct superblock *fs = ump->um_fs;
    struct inode *ip;
    struct vnode *vp;
    struct buf *bp;
    int error;

    if (number < ROOT_INODE || number >= (ino_t)(fs->fs_ncg * fs->fs_ipg)) {
        kprintf("%s: inode %u is out of range\n", ump->um_mount->m_path, (unsigned)number);
        return EIO;
    }
    while ((ip = hash_find(ump, number)) != NULL) {
        vp = &ip->i_vnode;
        vnode_lock(vp);
        if (ip->i_number == number && ip->i_mount == ump && ip->i_prev != NULL) {
            *ipp = ip;
            return 0;
        }
        vnode_put(vp);
    }
    ip = inode_take();
    if (ip == NULL) {
        kprintf("inode table is full\n");
        return ENFILE;
    }
    vp = &ip->i_vnode;
    vp->v_flag &= V_GOING | V_WANTED;
    vp->v_shlocks = vp->v_exlocks = vp->v_writers = 0;
    vp->v_mountedhere = NULL;
    vp->v_pipe = vp->v_text = NULL;
    vp->v_mount = ump->um_mount;
    vp->v_type = VNON;
    vp->v_ops = &ufs_ops;
    ip->i_mount = ump;
    ip->i_number = number;
    ip->i_flag = 0;
    ip->i_last_read = -1;
    ip->i_directory_offset = 0;
    lock_start(&ip->i_lock, &vp->v_interlock, "inode", PINOD, 0); /* after its last use as another's */
    ufs_lock(vp, 0);
    vnode_gone(vp); /* who has come to it meanwhile finds another */
    hash(ip);
    error = bread(ump->um_device, sector_of(fs, block_of_inode(fs, number)), fs->fs_bsize, &bp);
    if (error != 0) {
        unhash(ip);
        bzero(&ip->i_dinode, sizeof ip->i_dinode);
        ip->i_nlink = 1; /* nothing is to be freed */
        vnode_put(vp);
        return error;
    }
    ip->i_dinode = ((struct dinode *)bp->b_addr)[number % (ino_t)fs->fs_inopb];
    brelse(bp);
    inode_set_type(ip);
    if (ip->i_mode != 0 && !inode_is_sane(ip)) {
        kprintf("%s: inode %u is damaged\n", ump->um_mount->m_path, (unsigned)number);
        unhash(ip);
        vp->v_type = VNON; /* nothing is to be freed */
        vp->v_ops = &ufs_ops;
        vnode_put(vp);
        return EIO;
    }
    if (number == ROOT_INODE)
        vp->v_flag |= V_ROOT;
    *ipp = ip;
    return 0;
}

void inode_touch(struct inode *ip)
{
    int32_t now = time_now.tv_sec;

    if (ip->i_flag & I_ACCESSED)
        ip->i_dinode.di_atime = now;
    if (ip->i_flag & I_UPDATED)
        ip->i_dinode.di_mtime = now;
    if (ip->i_flag & I_CHANGED)
        ip->i_dinode.di_ctime = now;
    if (ip->i_flag & (I_ACCESSED | I_UPDATED | I_CHANGED))
        ip->i_flag = I_MODIFIED;
}

int inode_update(struct inode *ip, bool wait)
{
    struct superblock *fs = fs_of(ip);
    struct buf *bp;
    int error;

    if (ip->i_mount->um_mount->m_read_only) {
        ip->i_flag = 0;
        return 0;
    }
    inode_touch(ip);
    if (!(ip->i_flag & I_MODIFIED))
        return 0;
    error = bread(ip->i_mount->um_device, sector_of(fs, block_of_inode(fs, ip->i_number)),
                  fs->fs_bsize, &bp);
    if (error != 0)
        return error;
    ip->i_flag = 0;
    ((struct dinode *)bp->b_addr)[ip->i_number % (ino_t)fs->fs_inopb] = ip->i_dinode;
    if (wait)
        return bwrite(bp);
    bdwrite(bp);
    return 0;
}

/* Without names: mode, size and addresses go in one write, then what they stood for is free. */
void ufs_inactive(struct vnode *vp)
{
    struct inode *ip = inode_of(vp);

    if (vp->v_type == VNON || ip->i_mode == 0)
        return;
    if (ip->i_nlink <= 0 && !vp->v_mount->m_read_only) {
        mode_t mode = ip->i_mode;

        name_cache_purge(vp);
        if (vp->v_flag & V_TEXT)
            text_uncache(vp);
        ip->i_mode = 0;
        ip->i_flag |= I_CHANGED | I_UPDATED;
        if (vp->v_type == VREG || vp->v_type == VDIR || vp->v_type == VLNK) {
            inode_truncate(ip, 0, true);
            inode_update(ip, false); /* the count of its sectors */
        } else {
            ip->i_dinode.di_rdev = 0;
            inode_update(ip, true);
        }
        inode_release(ip, mode);
        vp->v_type = VNON;
        return;
    }
    if (ip->i_flag != 0)
        inode_update(ip, false);
}

/* Writes what has changed of all inodes of a file system that nobody has locked. */
void inodes_sync(struct ufs_mount *ump, bool wait)
{
    int i;

    for (i = 0; i < inode_count; i++) {
        struct inode *ip = &inodes[i];
        struct vnode *vp = &ip->i_vnode;

        if (ip->i_mount != ump || ip->i_prev == NULL || ip->i_flag == 0)
            continue;
        if ((ip->i_lock.l_flags & L_EXCLUSIVE) && !wait)
            continue;
        vnode_hold(vp);
        vnode_lock(vp);
        inode_update(ip, wait);
        vnode_put(vp);
    }
}

bool inodes_flush(struct ufs_mount *ump)
{
    int i;

    for (i = 0; i < inode_count; i++)
        if (inodes[i].i_mount == ump && inodes[i].i_prev != NULL && inodes[i].i_vnode.v_count > 0)
            return false;
    for (i = 0; i < inode_count; i++) {
        struct inode *ip = &inodes[i];

        if (ip->i_mount != ump || ip->i_prev == NULL)
            continue;
        name_cache_purge(&ip->i_vnode);
        if (ip->i_vnode.v_flag & V_TEXT)
            text_uncache(&ip->i_vnode);
        unhash(ip);
        ip->i_vnode.v_type = VNON;
        ip->i_mount = NULL;
    }
    return true;
}

/* Is a file open that has no name any more? It would be lost space on a disk that is said to be clean. */
bool inodes_nameless(const struct ufs_mount *ump)
{
    int i;

    for (i = 0; i < inode_count; i++)
        if (inodes[i].i_mount == ump && inodes[i].i_prev != NULL && inodes[i].i_mode != 0 &&
            inodes[i].i_nlink <= 0)
            return true;
    return false;
}
