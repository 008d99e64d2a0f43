/*
 * References to vnodes. One without any stays what it is, on a list of those that file systems may
 * take for other files, least recently used first. The count is changed under the vnode's interlock,
 * the list under its own.
 */
#include <abi/errno.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

static struct vnode *free_first;
static struct vnode **free_last = &free_first;
static struct spin_lock free_lock = { .s_name = "free vnodes", .s_order = ORDER_VNODE_LIST };
struct vnode_statistics vnode_statistics;

void vnode_start(struct vnode *vp)
{
    spin_start(&vp->v_interlock, "vnode", ORDER_VNODE);
}

static void take_off(struct vnode *vp)
{
    if (vnode_statistics.free <= 0)
        panic("vnode %p is on a list of none", (void *)vp);
    vnode_statistics.free--;
    *vp->v_free_prev = vp->v_free_next;
    if (vp->v_free_next != NULL)
        vp->v_free_next->v_free_prev = vp->v_free_prev;
    else
        free_last = vp->v_free_prev;
    vp->v_free_prev = NULL;
}

void vnode_free(struct vnode *vp)
{
    if (vp->v_count != 0 || vp->v_free_prev != NULL)
        panic("vnode %p is not free, or twice: %d references", (void *)vp, vp->v_count);
    spin_take(&free_lock);
    vnode_statistics.free++;
    if (vp->v_type == VNON) { /* nothing is lost with it */
        vp->v_free_next = free_first;
        if (free_first != NULL)
            free_first->v_free_prev = &vp->v_free_next;
        else
            free_last = &vp->v_free_next;
        free_first = vp;
        vp->v_free_prev = &free_first;
    } else {
        vp->v_free_next = NULL;
        vp->v_free_prev = free_last;
        *free_last = vp;
        free_last = &vp->v_free_next;
    }
    spin_release(&free_lock);
}

struct vnode *vnode_take(void)
{
    struct vnode *vp;

    spin_take(&free_lock);
    vp = free_first;
    if (vp != NULL) {
        take_off(vp);
        vnode_statistics.taken++;
        if (vp->v_type != VNON)
            vnode_statistics.forgotten++;
    }
    spin_release(&free_lock);
    if (vp != NULL && vp->v_count != 0)
        panic("vnode %p is free, with %d references", (void *)vp, vp->v_count);
    return vp;
}

void vnode_going(struct vnode *vp)
{
    spin_take(&vp->v_interlock);
    vp->v_flag |= V_GOING;
    spin_release(&vp->v_interlock);
}

void vnode_gone(struct vnode *vp)
{
    bool wanted;

    spin_take(&vp->v_interlock);
    wanted = (vp->v_flag & V_WANTED) != 0;
    vp->v_flag &= ~(V_GOING | V_WANTED);
    spin_release(&vp->v_interlock);
    if (wanted)
        wakeup(&vp->v_flag);
}

/* One reference more; its interlock is held. */
static void hold_interlocked(struct vnode *vp)
{
    if (vp->v_count == 0 && vp->v_free_prev != NULL) {
        spin_take(&free_lock);
        take_off(vp);
        spin_release(&free_lock);
        vnode_statistics.found_again++;
    }
    vp->v_count++;
}

void vnode_hold(struct vnode *vp)
{
    spin_take(&vp->v_interlock);
    hold_interlocked(vp);
    spin_release(&vp->v_interlock);
}

/* A reference goes; the interlock is held. */
static void drop(struct vnode *vp)
{
    if (vp->v_count <= 0)
        panic("vnode %p: a reference of %d goes", (void *)vp, vp->v_count);
    if (--vp->v_count == 0)
        vnode_free(vp);
}

void vnode_put(struct vnode *vp)
{
    if (vp->v_count == 1)
        vnode_inactive(vp); /* which may sleep: someone may have come to it meanwhile */
    vnode_unlock(vp);
    spin_take(&vp->v_interlock);
    drop(vp);
    spin_release(&vp->v_interlock);
}

void vnode_release(struct vnode *vp)
{
    spin_take(&vp->v_interlock);
    if (vp->v_count != 1) {
        drop(vp);
        spin_release(&vp->v_interlock);
        return;
    }
    vnode_lock_interlocked(vp);
    vnode_put(vp);
}

bool vnode_get(struct vnode *vp, uint32_t id)
{
    spin_take(&vp->v_interlock);
    if (vp->v_id != id) {
        spin_release(&vp->v_interlock);
        return false;
    }
    hold_interlocked(vp);
    vnode_lock_interlocked(vp);
    if (vp->v_id == id)
        return true;
    vnode_put(vp);
    return false;
}

int vnode_rdwr(enum uio_rw rw, struct vnode *vp, void *at, size_t bytes, off_t offset,
               enum uio_segment segment, int ioflag, size_t *left)
{
    struct uio_part part = { (uaddr_t)at, bytes };
    struct uio uio = { &part, 1, offset, bytes, segment, rw };
    int error = rw == UIO_READ ? vnode_read(vp, &uio, ioflag)
                               : vnode_write(vp, &uio, ioflag);

    if (left != NULL)
        *left = uio.uio_resid;
    else if (error == 0 && uio.uio_resid != 0)
        error = EIO;
    return error;
}
