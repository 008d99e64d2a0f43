/*
 * Named pipes: a pipe for as long as someone has the name open. Opening one end waits until someone
 * has opened the other, or has done so meanwhile and gone again; FNONBLOCK does not wait, and then a
 * writer needs a reader. The vnode is unlocked while anyone waits or bytes move.
 */
#include <unix/pipe.h>

#include <abi/errno.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

/* v_pipe of the vnode. */
struct fifo {
    struct socket *reader;
    struct socket *writer;
    int readers;
    int writers;
    unsigned reader_opens; /* ever */
    unsigned writer_opens;
};

static int fifo_make(struct vnode *vp)
{
    struct fifo *fifo = kmem_alloc_zeroed(sizeof *fifo);
    int error = pipe_create(&fifo->reader, &fifo->writer);

    if (error != 0) {
        kmem_free(fifo);
        return error;
    }
    /* Nobody is at either end yet. */
    fifo->reader->so_state |= SS_CANTRCVMORE;
    fifo->writer->so_state |= SS_CANTSENDMORE;
    vp->v_pipe = fifo;
    return 0;
}

static void add_reader(struct fifo *fifo)
{
    fifo->reader_opens++;
    if (fifo->readers++ == 0) {
        fifo->writer->so_state &= ~SS_CANTSENDMORE;
        wakeup(&fifo->writers);
    }
}

static void add_writer(struct fifo *fifo)
{
    fifo->writer_opens++;
    if (fifo->writers++ == 0) {
        fifo->reader->so_state &= ~SS_CANTRCVMORE;
        wakeup(&fifo->readers);
    }
}

/* Ends go; with the last one, what is left in the pipe. */
static int fifo_close(struct vnode *vp, int flags)
{
    struct fifo *fifo = vp->v_pipe;

    if ((flags & FREAD) && --fifo->readers == 0)
        socket_cannot_send(fifo->writer);
    if ((flags & FWRITE) && --fifo->writers == 0)
        socket_cannot_receive(fifo->reader);
    if (fifo->readers == 0 && fifo->writers == 0) {
        vp->v_pipe = NULL;
        socket_close(fifo->reader);
        socket_close(fifo->writer);
        kmem_free(fifo);
    }
    return 0;
}

static int wait_for_other(struct vnode *vp, int flags)
{
    struct fifo *fifo = vp->v_pipe;
    bool reads = (flags & FREAD) != 0;
    const int *others = reads ? &fifo->writers : &fifo->readers;
    const unsigned *opens = reads ? &fifo->writer_opens : &fifo->reader_opens;
    unsigned before = *opens;
    int error = 0;

    while (*others == 0 && *opens == before && error == 0) {
        vnode_unlock(vp);
        error = sleep_on(reads ? &fifo->readers : &fifo->writers, PSOCK | PCATCH, "fifo", 0);
        vnode_lock(vp);
    }
    return error;
}

static int fifo_open(struct vnode *vp, int flags)
{
    struct fifo *fifo = vp->v_pipe;
    int error;

    if ((flags & (FREAD | FWRITE | FNONBLOCK)) == (FWRITE | FNONBLOCK) &&
        (fifo == NULL || fifo->readers == 0))
        return ENXIO;
    if (fifo == NULL) {
        error = fifo_make(vp);
        if (error != 0)
            return error;
        fifo = vp->v_pipe;
    }
    if (flags & FREAD)
        add_reader(fifo);
    if (flags & FWRITE)
        add_writer(fifo);
    if (flags & FNONBLOCK)
        return 0;
    error = wait_for_other(vp, flags);
    if (error != 0)
        (void)fifo_close(vp, flags);
    return error;
}

static int fifo_read(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct fifo *fifo = vp->v_pipe;
    int error;

    vnode_unlock(vp);
    error = pipe_read(fifo->reader, uio, (ioflag & IO_NODELAY) == 0);
    vnode_lock(vp);
    return error;
}

static int fifo_write(struct vnode *vp, struct uio *uio, int ioflag)
{
    struct fifo *fifo = vp->v_pipe;
    int error;

    vnode_unlock(vp);
    error = pipe_write(fifo->writer, uio, (ioflag & IO_NODELAY) == 0);
    vnode_lock(vp);
    return error;
}

static int fifo_ioctl(struct vnode *vp, uint32_t request, void *data, int flags)
{
    struct fifo *fifo = vp->v_pipe;

    (void)flags;
    return pipe_ioctl(fifo->reader, request, data);
}

static int fifo_select(struct vnode *vp, enum uio_rw which)
{
    struct fifo *fifo = vp->v_pipe;

    return socket_select(which == UIO_READ ? fifo->reader : fifo->writer, which);
}

const struct vnode_ops fifo_ops = {
    .open = fifo_open,
    .close = fifo_close,
    .read = fifo_read,
    .write = fifo_write,
    .ioctl = fifo_ioctl,
    .select = fifo_select,
};
