/*
 * read, write, readv, writev. Obligations: a descriptor must be open for what is done; all lengths
 * together fit an off_t; a transfer that is interrupted, or that would wait, after it has moved
 * something, has succeeded with what it moved.
 */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>

static int transfer(struct file *f, struct uio *uio, long *value)
{
    size_t asked = uio->uio_resid;
    int error = uio->uio_rw == UIO_READ ? f->f_ops->read(f, uio) : f->f_ops->write(f, uio);

    if (uio->uio_resid != asked && (error == ERESTART || error == EINTR || error == EWOULDBLOCK))
        error = 0;
    value[0] = (long)(asked - uio->uio_resid);
    return error;
}

static int file_get_for(int descriptor, int flag, struct file **f)
{
    int error = file_get(descriptor, f);

    if (error == 0 && !((*f)->f_flag & flag))
        error = EBADF;
    return error;
}

static int transfer_one(const long *argument, enum uio_rw rw, long *value)
{
    struct file *f;
    struct uio_part part = { .at = (uaddr_t)argument[1], .bytes = (size_t)argument[2] };
    struct uio uio = {
        .uio_parts = &part,
        .uio_count = 1,
        .uio_resid = part.bytes,
        .uio_segment = UIO_USER,
        .uio_rw = rw,
    };
    int error = file_get_for((int)argument[0], rw == UIO_READ ? FREAD : FWRITE, &f);

    if (error != 0)
        return error;
    if (part.bytes > INT32_MAX)
        return EINVAL;
    return transfer(f, &uio, value);
}

/* What readv and writev were given, as parts; *total is their sum. */
static int parts_copy_in(uaddr_t from, long count, struct uio_part *parts, size_t *total)
{
    struct iovec vectors[IOV_MAX];
    int error;

    if (count <= 0 || count > IOV_MAX)
        return EINVAL;
    error = copy_in(from, vectors, (size_t)count * sizeof vectors[0]);
    if (error != 0)
        return error;
    *total = 0;
    for (long i = 0; i < count; i++) {
        parts[i].at = (uaddr_t)vectors[i].iov_base;
        parts[i].bytes = vectors[i].iov_len;
        if (parts[i].bytes > INT32_MAX - *total)
            return EINVAL;
        *total += parts[i].bytes;
    }
    return 0;
}

static int transfer_parts(const long *argument, enum uio_rw rw, long *value)
{
    struct file *f;
    struct uio_part parts[IOV_MAX];
    struct uio uio = {
        .uio_parts = parts,
        .uio_count = (int)argument[2],
        .uio_segment = UIO_USER,
        .uio_rw = rw,
    };
    int error = file_get_for((int)argument[0], rw == UIO_READ ? FREAD : FWRITE, &f);

    if (error != 0)
        return error;
    error = parts_copy_in((uaddr_t)argument[1], argument[2], parts, &uio.uio_resid);
    if (error != 0)
        return error;
    return transfer(f, &uio, value);
}

int sys_read(struct proc *p, const long *argument, long *value)
{
    (void)p;
    return transfer_one(argument, UIO_READ, value);
}

int sys_write(struct proc *p, const long *argument, long *value)
{
    (void)p;
    return transfer_one(argument, UIO_WRITE, value);
}

int sys_readv(struct proc *p, const long *argument, long *value)
{
    (void)p;
    return transfer_parts(argument, UIO_READ, value);
}

int sys_writev(struct proc *p, const long *argument, long *value)
{
    (void)p;
    return transfer_parts(argument, UIO_WRITE, value);
}
