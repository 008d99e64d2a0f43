/*
 * Pipes, made as 4.3BSD makes them over the queues of a pair of sockets: every write becomes a block
 * in a list, with room for what a small write that follows may add to it. Writes of up to PIPE_BUF
 * bytes are not mixed with others'.
 */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/calls.h>
#include <unix/pipe.h>

#define BLOCK_LEAST 112 /* bytes of data that a small block has room for */
#define BLOCK_MOST 2048

static int pipe_count;

void pipes_start(void) { pipe_count = 0; }

struct pipe *pipe_make(void)
{
    struct pipe *pipe = kmem_alloc_zeroed(sizeof *pipe);

    pipe->time = time_now.tv_sec;
    pipe_count++;
    return pipe;
}

static void drop_first(struct pipe *pipe)
{
    struct pipe_block *block = pipe->first;

    pipe->first = block->next;
    if (pipe->first == NULL)
        pipe->last = NULL;
    kmem_free(block);
}

void pipe_destroy(struct pipe *pipe)
{
    while (pipe->first != NULL)
        drop_first(pipe);
    kmem_free(pipe);
    pipe_count--;
}

static void wake_readers(struct pipe *pipe)
{
    if (pipe->wants_bytes) {
        pipe->wants_bytes = false;
        wakeup(&pipe->first);
    }
    if (pipe->read_select != NULL) {
        struct proc *p = pipe->read_select;

        pipe->read_select = NULL;
        select_wakeup(p, pipe->read_collision);
        pipe->read_collision = false;
    }
}

static void wake_writers(struct pipe *pipe)
{
    if (pipe->wants_room) {
        pipe->wants_room = false;
        wakeup(&pipe->last);
    }
    if (pipe->write_select != NULL) {
        struct proc *p = pipe->write_select;

        pipe->write_select = NULL;
        select_wakeup(p, pipe->write_collision);
        pipe->write_collision = false;
    }
}

void pipe_changed(struct pipe *pipe)
{
    wake_readers(pipe);
    wake_writers(pipe);
}

int pipe_read(struct pipe *pipe, struct uio *uio, int flags)
{
    int error = 0;

    if (uio->uio_resid == 0)
        return 0;
    while (pipe->bytes == 0) {
        if (pipe->writers == 0)
            return 0;
        if (flags & FNONBLOCK)
            return EWOULDBLOCK;
        pipe->wants_bytes = true;
        error = sleep_on(&pipe->first, PPIPE | PCATCH, "pipe", 0);
        if (error != 0)
            return error;
    }
    while (uio->uio_resid > 0 && pipe->first != NULL && error == 0) {
        struct pipe_block *block = pipe->first;
        size_t bytes = min((size_t)block->bytes, uio->uio_resid);

        error = uio_move(block->data + block->offset, bytes, uio);
        if (error != 0)
            break;
        block->offset += (int)bytes;
        block->bytes -= (int)bytes;
        pipe->bytes -= (int)bytes;
        if (block->bytes == 0)
            drop_first(pipe);
    }
    pipe->time = time_now.tv_sec;
    wake_writers(pipe);
    return error;
}

/* Puts bytes behind the last ones: into their block, if it has room, else into a new one. */
static int append(struct pipe *pipe, struct uio *uio, size_t bytes)
{
    struct pipe_block *last = pipe->last;
    int error;

    if (last != NULL && last->offset + last->bytes + (int)bytes <= BLOCK_LEAST) {
        error = uio_move(last->data + last->offset + last->bytes, bytes, uio);
        if (error != 0)
            return error;
        last->bytes += (int)bytes;
    } else {
        struct pipe_block *block = kmem_alloc(sizeof *block + max(bytes, (size_t)BLOCK_LEAST));

        error = uio_move(block->data, bytes, uio);
        if (error != 0) {
            kmem_free(block);
            return error;
        }
        block->next = NULL;
        block->offset = 0;
        block->bytes = (int)bytes;
        if (pipe->last != NULL)
            pipe->last->next = block;
        else
            pipe->first = block;
        pipe->last = block;
    }
    pipe->bytes += (int)bytes;
    return 0;
}

int pipe_write(struct pipe *pipe, struct uio *uio, int flags)
{
    /* What must go as a whole waits until there is room for it. */
    size_t least = uio->uio_resid <= PIPE_BUF ? uio->uio_resid : 1, asked = uio->uio_resid;
    int error = 0;

    while (uio->uio_resid > 0 && error == 0) {
        size_t room, bytes;

        if (pipe->readers == 0) {
            signal_post(current->u_proc, SIGPIPE);
            error = EPIPE;
            break;
        }
        room = (size_t)(PIPE_MOST - pipe->bytes);
        if (room < least) {
            if (flags & FNONBLOCK) {
                error = EWOULDBLOCK;
                break;
            }
            pipe->wants_room = true;
            error = sleep_on(&pipe->last, PPIPE | PCATCH, "pipe", 0);
            continue;
        }
        for (bytes = min(room, uio->uio_resid); bytes > 0 && error == 0;) {
            size_t part = min(bytes, (size_t)BLOCK_MOST);

            error = append(pipe, uio, part);
            bytes -= part;
        }
        least = min(least, max(uio->uio_resid, (size_t)1));
        pipe->time = time_now.tv_sec;
        wake_readers(pipe);
    }
    /* Part of a long write has gone: that is what it has come to. */
    if (uio->uio_resid < asked && (error == EWOULDBLOCK || error == ERESTART || error == EINTR))
        error = 0;
    return error;
}

int pipe_select(struct pipe *pipe, enum uio_rw which)
{
    if (which == UIO_READ) {
        if (pipe->bytes > 0 || pipe->writers == 0)
            return 1;
        if (select_record(&pipe->read_select))
            pipe->read_collision = true;
        return 0;
    }
    if (PIPE_MOST - pipe->bytes >= PIPE_BUF / 2 || pipe->readers == 0)
        return 1;
    if (select_record(&pipe->write_select))
        pipe->write_collision = true;
    return 0;
}

/* ---- the ends of a pipe as open files ---- */

static int file_read(struct file *f, struct uio *uio) { return pipe_read(f->f_data, uio, f->f_flag); }

static int file_write(struct file *f, struct uio *uio) { return pipe_write(f->f_data, uio, f->f_flag); }

static int file_ioctl(struct file *f, uint32_t request, void *data)
{
    struct pipe *pipe = f->f_data;

    if (request == FIONREAD) {
        *(int32_t *)data = pipe->bytes;
        return 0;
    }
    return request == FIONBIO ? 0 : ENOTTY;
}

static int file_select(struct file *f, enum uio_rw which) { return pipe_select(f->f_data, which); }

static int file_stat(struct file *f, struct stat *st)
{
    const struct pipe *pipe = f->f_data;

    st->st_mode = S_IFIFO | S_IRUSR | S_IWUSR;
    st->st_blksize = PIPE_BUF;
    st->st_size = pipe->bytes;
    st->st_uid = f->f_cred->cr_uid;
    st->st_gid = f->f_cred->cr_groups[0];
    st->st_atime = st->st_mtime = st->st_ctime = pipe->time;
    return 0;
}

static int file_close_end(struct file *f)
{
    struct pipe *pipe = f->f_data;

    if (f->f_flag & FREAD)
        pipe->readers--;
    else
        pipe->writers--;
    pipe_changed(pipe);
    if (pipe->readers == 0 && pipe->writers == 0)
        pipe_destroy(pipe);
    return 0;
}

const struct file_ops pipe_file_ops = {
    .read = file_read,
    .write = file_write,
    .ioctl = file_ioctl,
    .select = file_select,
    .stat = file_stat,
    .close = file_close_end,
};

static void make_end(struct file *f, struct pipe *pipe, int flag)
{
    f->f_type = FILE_PIPE;
    f->f_ops = &pipe_file_ops;
    f->f_data = pipe;
    f->f_flag = flag;
}

int sys_pipe(struct proc *p, const long *argument, long *value)
{
    struct file *reader, *writer;
    int from, to, error;
    struct pipe *pipe;

    (void)p, (void)argument;
    error = file_alloc(&reader, &from);
    if (error != 0)
        return error;
    error = file_alloc(&writer, &to);
    if (error != 0) {
        file_discard(reader, from);
        return error;
    }
    pipe = pipe_make();
    pipe->readers = pipe->writers = 1;
    make_end(reader, pipe, FREAD);
    make_end(writer, pipe, FWRITE);
    value[0] = from;
    value[1] = to;
    return 0;
}
