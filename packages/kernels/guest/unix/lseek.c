/* lseek: where the next read or write of an open file is. Behind the end is allowed, before 0 not. */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

static int file_size(struct file *f, off_t *size)
{
    struct stat st;
    int error = f->f_ops->stat(f, &st);

    if (error == 0)
        *size = st.st_size;
    return error;
}

int sys_lseek(struct proc *p, const long *argument, long *value)
{
    long distance = (off_t)argument[1];
    const struct vnode *vp;
    struct file *f;
    off_t from = 0, to;
    int error = file_get((int)argument[0], &f);

    (void)p;
    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE)
        return ESPIPE;
    vp = f->f_data;
    if (vp->v_type == VFIFO)
        return ESPIPE;
    switch ((int)argument[2]) {
    case SEEK_SET:
        break;
    case SEEK_CUR:
        from = f->f_offset;
        break;
    case SEEK_END:
        error = file_size(f, &from);
        break;
    default:
        return EINVAL;
    }
    if (error != 0)
        return error;
    if (distance > INT32_MAX || distance < INT32_MIN
        || __builtin_add_overflow(from, (off_t)distance, &to) || to < 0)
        return EINVAL;
    f->f_offset = to;
    value[0] = to;
    return 0;
}
