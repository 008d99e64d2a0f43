/*
 * Named pipes: a pipe for as long as someone has the name open. A reader waits for a writer and the
 * other way round, unless it does not want to.
 */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/pipe.h>
#include <unix/vnode.h>

static void end_fifo(struct vnode *vp, struct pipe *pipe)
{
    if (pipe->readers == 0 && pipe->writers == 0) {
        vp->v_pipe = NULL;
        pipe_destroy(pipe);
    }
}

static void count_ends(struct pipe *pipe, int flags, int by)
{
    if (flags & FREAD)
        pipe->readers += by;
    if (flags & FWRITE)
        pipe->writers += by;
    pipe_changed(pipe);
    wakeup(&pipe->readers);
}

static int fifo_open(struct vnode *vp, int flags)
{
    struct pipe *pipe = vp->v_pipe;
    int error = 0;

    if (pipe == NULL)
        vp->v_pipe = pipe = pipe_make();
    if ((flags & (FREAD | FWRITE)) == FWRITE && (flags & FNONBLOCK) && pipe->readers == 0) {
        end_fifo(vp, pipe);
        return ENXIO;
    }
    count_ends(pipe, flags, 1);
    if (flags & FNONBLOCK)
        return 0;
    while (error == 0 && ((flags & FREAD) ? pipe->writers == 0 : pipe->readers == 0)) {
        vnode_unlock(vp);
        error = sleep_on(&pipe->readers, PPIPE | PCATCH, "fifo", 0);
        vnode_lock(vp);
    }
    if (error != 0) {
        count_ends(pipe, flags, -1);
        end_fifo(vp, pipe);
    }
    return error;
}

static int fifo_close(struct vnode *vp, int flags)
{
    struct pipe *pipe = vp->v_pipe;

    count_ends(pipe, flags, -1);
    end_fifo(vp, pipe);
    return 0;
}

static int fifo_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    int error;

    vnode_unlock(vp);
    error = pipe_read(vp->v_pipe, uio, ioflag & IO_NODELAY ? FNONBLOCK : 0);
    vnode_lock(vp);
    return error;
}

static int fifo_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    int error;

    vnode_unlock(vp);
    error = pipe_write(vp->v_pipe, uio, ioflag & IO_NODELAY ? FNONBLOCK : 0);
    vnode_lock(vp);
    return error;
}

static int fifo_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    const struct pipe *pipe = vp->v_pipe;

    (void)flags;
    if (request == FIONREAD) {
        *(int32_t *)data = pipe->bytes;
        return 0;
    }
    return request == FIONBIO ? 0 : ENOTTY;
}

static int fifo_select(struct vnode *vp, enum uio_rw which) { return pipe_select(vp->v_pipe, which); }

const struct vnode_ops fifo_ops = {
    .open = fifo_open,
    .close = fifo_close,
    .read = fifo_read,
    .write = fifo_write,
    .ioctl = fifo_ioctl,
    .select = fifo_select,
};
