/*
 * References to vnodes. One without any stays what it is, on a list of those that file systems may
 * take for other files, least recently used first.
 */
#include <abi/errno.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

static struct vnode *free_first;
static struct vnode **free_last = &free_first;

static void take_off(struct vnode *vp)
{
    *vp->v_free_prev = vp->v_free_next;
    if (vp->v_free_next != NULL)
        vp->v_free_next->v_free_prev = vp->v_free_prev;
    else
        free_last = vp->v_free_prev;
    vp->v_free_prev = NULL;
}

void vnode_free(struct vnode *vp)
{
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
}

struct vnode *vnode_take(void)
{
    struct vnode *vp = free_first;

    if (vp != NULL)
        take_off(vp);
    return vp;
}

void vnode_hold(struct vnode *vp)
{
    if (vp->v_count == 0 && vp->v_free_prev != NULL)
        take_off(vp);
    vp->v_count++;
}

static void drop(struct vnode *vp)
{
    if (vp->v_count <= 0)
        panic("vnode_release: %d references", vp->v_count);
    if (--vp->v_count == 0)
        vnode_free(vp);
}

void vnode_put(struct vnode *vp)
{
    if (vp->v_count == 1)
        vp->v_ops->inactive(vp);
    vnode_unlock(vp);
    drop(vp);
}

void vnode_release(struct vnode *vp)
{
    if (vp->v_count > 1) {
        vp->v_count--;
        return;
    }
    vnode_lock(vp);
    vnode_put(vp);
}

bool vnode_get(struct vnode *vp, uint32_t id)
{
    if (vp->v_id != id)
        return false;
    vnode_hold(vp);
    vnode_lock(vp);
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
    int error = rw == UIO_READ ? vp->v_ops->read(vp, &uio, ioflag)
                               : vp->v_ops->write(vp, &uio, ioflag);

    if (left != NULL)
        *left = uio.uio_resid;
    else if (error == 0 && uio.uio_resid != 0)
        error = EIO;
    return error;
}
