/*
 * Pipes, as 4.3BSD has them: a pair of local sockets, of which one only receives and the other one
 * only sends. Writes of up to PIPE_BUF bytes are not mixed with others', since a socket takes what
 * its queue can hold in one piece.
 */
#include <unix/pipe.h>

#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>

_Static_assert(LOCAL_SPACE >= PIPE_BUF, "a pipe holds what may not be mixed");

void pipes_start(void)
{
}

int pipe_create(struct socket **reader, struct socket **writer)
{
    int error = socket_create(AF_UNIX, SOCK_STREAM, reader);

    if (error != 0)
        return error;
    error = socket_create(AF_UNIX, SOCK_STREAM, writer);
    if (error == 0) {
        error = (*writer)->so_proto->pr_usrreq(*writer, PRU_CONNECT2, NULL, *reader);
        if (error != 0)
            socket_close(*writer);
    }
    if (error != 0) {
        socket_close(*reader);
        return error;
    }
    (*reader)->so_state |= SS_CANTSENDMORE;
    (*writer)->so_state |= SS_CANTRCVMORE;
    return 0;
}

int pipe_read(struct socket *reader, struct uio *uio, bool wait)
{
    if (uio->uio_resid == 0)
        return 0;
    return socket_receive(reader, uio, wait ? 0 : MSG_DONTWAIT);
}

int pipe_write(struct socket *writer, struct uio *uio, bool wait)
{
    int error = socket_send(writer, uio, wait ? 0 : MSG_DONTWAIT);

    if (error == EPIPE)
        signal_post(current->u_proc, SIGPIPE);
    return error;
}

int pipe_ioctl(struct socket *reader, uint32_t request, void *data)
{
    switch (request) {
    case FIONREAD:
        *(int32_t *)data = reader->so_rcv.sb_cc;
        return 0;
    case FIONBIO:
        return 0; /* it is the file's */
    default:
        return ENOTTY;
    }
}

/* ---- the ends as open files ---- */

static int file_read(struct file *f, struct uio *uio)
{
    return pipe_read(f->f_data, uio, (f->f_flag & FNONBLOCK) == 0);
}

static int file_write(struct file *f, struct uio *uio)
{
    return pipe_write(f->f_data, uio, (f->f_flag & FNONBLOCK) == 0);
}

static int file_ioctl(struct file *f, uint32_t request, void *data)
{
    return pipe_ioctl(f->f_data, request, data);
}

static int file_select(struct file *f, enum uio_rw which)
{
    return socket_select(f->f_data, which);
}

static int file_stat(struct file *f, struct stat *st)
{
    const struct socket *so = f->f_data;

    bzero(st, sizeof *st);
    st->st_mode = S_IFIFO | (f->f_flag & FREAD ? S_IRUSR : S_IWUSR);
    st->st_uid = f->f_cred->cr_uid;
    st->st_gid = f->f_cred->cr_groups[0];
    st->st_size = so->so_rcv.sb_cc;
    st->st_blksize = LOCAL_SPACE;
    return 0;
}

static int file_close_end(struct file *f)
{
    struct socket *so = f->f_data;

    f->f_data = NULL;
    socket_close(so);
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

static void make_end(struct file *f, struct socket *so, int flag)
{
    f->f_type = FILE_PIPE;
    f->f_ops = &pipe_file_ops;
    f->f_data = so;
    f->f_flag = flag;
}

int sys_pipe(struct proc *p, const long *argument, long *value)
{
    struct file *from, *to;
    struct socket *reader, *writer;
    int from_descriptor, to_descriptor;
    int error = pipe_create(&reader, &writer);

    (void)p;
    (void)argument;
    if (error != 0)
        return error;
    error = file_alloc(&from, &from_descriptor);
    if (error == 0) {
        error = file_alloc(&to, &to_descriptor);
        if (error != 0)
            file_discard(from, from_descriptor);
    }
    if (error != 0) {
        socket_close(writer);
        socket_close(reader);
        return error;
    }
    make_end(from, reader, FREAD);
    make_end(to, writer, FWRITE);
    value[0] = from_descriptor;
    value[1] = to_descriptor;
    return 0;
}
