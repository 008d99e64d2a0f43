/* Named pipes: who waits for whom when they are opened, and what is left when they are closed. */
#include "host.h"

static int locks;

static void lock(struct vnode *vp, unsigned how)
{
    if (how & LOCK_INTERLOCK)
        spin_release(&vp->v_interlock);
    CHECK(locks == 0);
    locks++;
}

static void unlock(struct vnode *vp)
{
    (void)vp;
    locks--;
}

static const struct vnode_ops lock_ops = { .lock = lock, .unlock = unlock };
static struct vnode fifo = { .v_ops = &lock_ops, .v_type = VFIFO };
static int results[TASKS], flags[TASKS];

static int fifo_open(int how)
{
    int error;

    vnode_lock(&fifo);
    error = fifo_ops.open(&fifo, how);
    vnode_unlock(&fifo);
    return error;
}

static void fifo_close(int how)
{
    vnode_lock(&fifo);
    CHECK_IS(fifo_ops.close(&fifo, how), 0);
    vnode_unlock(&fifo);
}

static int fifo_move(enum uio_rw rw, const void *at, int bytes, int ioflag)
{
    struct transfer t;
    struct uio *uio = transfer_of(&t, rw, at, bytes);
    int error;

    vnode_lock(&fifo);
    error = rw == UIO_READ ? fifo_ops.read(&fifo, uio, ioflag) : fifo_ops.write(&fifo, uio, ioflag);
    vnode_unlock(&fifo);
    return error != 0 ? -error : bytes - (int)uio->uio_resid;
}

static void open_it(void)
{
    results[self()] = fifo_open(flags[self()]);
}

static void opens(int task, int how)
{
    flags[task] = how;
    results[task] = -1;
    task_start(task, open_it);
    tasks_run();
}

static void forgotten(void)
{
    CHECK(fifo.v_pipe == NULL);
    CHECK_IS(memory_pieces, 0);
    CHECK_IS(locks, 0);
}

static void meeting(void)
{
    char bytes[10];

    for (int first = 0; first < 2; first++) {
        opens(1, first == 0 ? FREAD : FWRITE);
        CHECK(task_sleeps(1));
        opens(2, first == 0 ? FWRITE : FREAD);
        CHECK(task_done(1) && task_done(2));
        CHECK_IS(results[1] + results[2], 0);
        CHECK_IS(fifo_move(UIO_WRITE, "abc", 3, 0), 3);
        CHECK_IS(fifo_move(UIO_READ, bytes, 10, 0), 3);
        CHECK_IS(fifo_move(UIO_READ, bytes, 10, IO_NODELAY), -EWOULDBLOCK);
        fifo_close(FWRITE);
        CHECK_IS(fifo_move(UIO_READ, bytes, 10, 0), 0);
        fifo_close(FREAD);
        forgotten();
    }
}

/* Someone who was there only for a moment has been seen. */
static void brief(void)
{
    opens(1, FREAD);
    CHECK_IS(fifo_open(FWRITE), 0);
    fifo_close(FWRITE);
    tasks_run();
    CHECK(task_done(1));
    CHECK_IS(results[1], 0);
    fifo_close(FREAD);
    opens(1, FWRITE);
    CHECK_IS(fifo_open(FREAD), 0);
    fifo_close(FREAD);
    tasks_run();
    CHECK_IS(results[1], 0);
    CHECK_IS(fifo_move(UIO_WRITE, "x", 1, 0), -EPIPE);
    fifo_close(FWRITE);
    forgotten();
    signals_forget();
}

static void without_waiting(void)
{
    char bytes[10];

    CHECK_IS(fifo_open(FWRITE | FNONBLOCK), ENXIO);
    forgotten();
    CHECK_IS(fifo_open(FREAD | FNONBLOCK), 0);
    CHECK_IS(fifo_move(UIO_READ, bytes, 10, IO_NODELAY), 0);
    CHECK_IS(fifo_open(FWRITE | FNONBLOCK), 0);
    CHECK_IS(fifo_move(UIO_READ, bytes, 10, IO_NODELAY), -EWOULDBLOCK);
    CHECK_IS(fifo_ops.select(&fifo, UIO_READ), 0);
    CHECK_IS(fifo_move(UIO_WRITE, "ab", 2, IO_NODELAY), 2);
    CHECK_IS(fifo_ops.select(&fifo, UIO_READ), 1);
    fifo_close(FREAD);
    CHECK_IS(fifo_move(UIO_WRITE, "ab", 2, 0), -EPIPE);
    CHECK_IS(signals_sent[SIGPIPE], 1);
    fifo_close(FWRITE);
    forgotten();
    signals_forget();
}

static void both_ends(void)
{
    char bytes[10];

    CHECK_IS(fifo_open(FREAD | FWRITE), 0);
    CHECK_IS(fifo_move(UIO_WRITE, "old", 3, 0), 3);
    fifo_close(FREAD | FWRITE);
    forgotten();
    CHECK_IS(fifo_open(FREAD | FWRITE), 0);
    CHECK_IS(fifo_move(UIO_READ, bytes, 10, IO_NODELAY), -EWOULDBLOCK); /* nothing has stayed */
    fifo_close(FREAD | FWRITE);
    forgotten();
}

static void interrupted(void)
{
    for (int how = FREAD; how <= FWRITE; how++) {
        opens(1, how);
        CHECK(task_sleeps(1));
        signal_post(&procs[1], SIGALRM);
        tasks_run();
        CHECK_IS(results[1], EINTR);
        forgotten();
        signals_forget();
    }
}

const struct test fifo_tests[] = {
    { "named pipes: meeting", meeting },
    { "named pipes: brief", brief },
    { "named pipes: without waiting", without_waiting },
    { "named pipes: both ends", both_ends },
    { "named pipes: interrupted", interrupted },
    { NULL, NULL },
};
