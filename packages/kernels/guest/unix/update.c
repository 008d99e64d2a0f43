/* sync: what has changed in memory goes to the disks. */
#include <unix/buf.h>
#include <unix/kernel.h>
#include <unix/ffs/inode.h>

static bool updating; /* one is enough at a time */

void update(void)
{
    struct mount *m;

    if (updating)
        return;
    updating = true;
    for (m = mount_list; m != NULL; m = m->m_next)
        if (m->m_ops != NULL && m->m_data != NULL && !m->m_unmounting) {
            m->m_syncing = true; /* it stays in the list meanwhile */
            m->m_ops->sync(m, false);
            m->m_syncing = false;
            if (m->m_unmounting)
                wakeup(m);
        }
    bflush(NODEV, false);
    updating = false;
}

void update_halt(void)
{
    struct mount *m;

    for (m = mount_list; m != NULL; m = m->m_next) {
        struct ufs_mount *ump = m->m_data;

        if (ump == NULL || m->m_read_only)
            continue;
        m->m_ops->sync(m, true);
        bflush(ump->um_device, true);
        ump->um_fs->fs_clean = ump->um_was_clean && !inodes_nameless(ump);
        superblock_write(ump, true);
    }
    bflush(NODEV, true);
}
