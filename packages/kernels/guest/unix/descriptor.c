/*
 * Descriptors: a process's small numbers for open files, which it gives away by fork and keeps over
 * exec. u_lastfile is the highest one in use, so that tables are searched no further. A descriptor
 * that is made is the lowest free one, without FD_CLOEXEC.
 */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

int descriptor_alloc(int from, int *descriptor)
{
    for (int i = from; i < OPEN_MAX; i++)
        if (current->u_ofile[i] == NULL) {
            *descriptor = i;
            return 0;
        }
    return EMFILE;
}

void descriptor_free(int descriptor)
{
    struct user *u = current;

    u->u_ofile[descriptor] = NULL;
    u->u_pofile[descriptor] = 0;
    while (u->u_lastfile >= 0 && u->u_ofile[u->u_lastfile] == NULL)
        u->u_lastfile--;
}

int file_get(int descriptor, struct file **f)
{
    if ((unsigned)descriptor >= OPEN_MAX || (*f = current->u_ofile[descriptor]) == NULL)
        return EBADF;
    return 0;
}

/* `descriptor`, which is free, is another one for `f`. */
static void descriptor_point(int descriptor, struct file *f, long *value)
{
    struct user *u = current;

    u->u_ofile[descriptor] = f;
    u->u_pofile[descriptor] = 0;
    file_hold(f);
    if (descriptor > u->u_lastfile)
        u->u_lastfile = descriptor;
    value[0] = descriptor;
}

int sys_getdtablesize(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)argument;
    value[0] = OPEN_MAX;
    return 0;
}

int sys_dup(struct proc *p, const long *argument, long *value)
{
    struct file *f;
    int new;
    int error = file_get((int)argument[0], &f);

    (void)p;
    if (error != 0 || (error = descriptor_alloc(0, &new)) != 0)
        return error;
    descriptor_point(new, f, value);
    return 0;
}

int sys_dup2(struct proc *p, const long *argument, long *value)
{
    int new = (int)argument[1];
    struct file *f, *old;
    int error = file_get((int)argument[0], &f);

    (void)p;
    if (error != 0)
        return error;
    if ((unsigned)new >= OPEN_MAX)
        return EBADF;
    old = current->u_ofile[new];
    if (old == f && new == (int)argument[0]) {
        value[0] = new;
        return 0;
    }
    if (old != NULL) {
        descriptor_free(new);
        (void)file_close(old); /* its error is nobody's */
    }
    descriptor_point(new, f, value);
    return 0;
}

int sys_close(struct proc *p, const long *argument, long *value)
{
    int descriptor = (int)argument[0];
    struct file *f;
    int error = file_get(descriptor, &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    descriptor_free(descriptor);
    return file_close(f);
}

/* A flag of the file that what it stands for may want to know, too; who does not, refuses. */
static int file_mode_set(struct file *f, int flags)
{
    int32_t nonblocking = (flags & FNONBLOCK) != 0;
    int error;

    f->f_flag = (f->f_flag & ~(FNONBLOCK | FAPPEND)) | (flags & (FNONBLOCK | FAPPEND));
    error = f->f_ops->ioctl(f, FIONBIO, &nonblocking);
    return error == ENOTTY ? 0 : error;
}

int sys_fcntl(struct proc *p, const long *argument, long *value)
{
    int descriptor = (int)argument[0];
    int given = (int)argument[2];
    struct file *f;
    int new;
    int error = file_get(descriptor, &f);

    (void)p;
    if (error != 0)
        return error;
    switch ((int)argument[1]) {
    case F_DUPFD:
        if ((unsigned)given >= OPEN_MAX)
            return EINVAL;
        error = descriptor_alloc(given, &new);
        if (error == 0)
            descriptor_point(new, f, value);
        return error;
    case F_GETFD:
        value[0] = current->u_pofile[descriptor] & FD_CLOEXEC;
        return 0;
    case F_SETFD:
        current->u_pofile[descriptor] = given & FD_CLOEXEC;
        return 0;
    case F_GETFL:
        value[0] = OFLAGS(f->f_flag & (FREAD | FWRITE | FNONBLOCK | FAPPEND));
        return 0;
    case F_SETFL:
        return file_mode_set(f, given);
    default:
        return EINVAL;
    }
}

void files_fork(struct user *child)
{
    for (int i = 0; i <= child->u_lastfile; i++)
        if (child->u_ofile[i] != NULL)
            file_hold(child->u_ofile[i]);
    vnode_hold(child->u_cdir);
    if (child->u_rdir != NULL)
        vnode_hold(child->u_rdir);
}

void files_exec(void)
{
    for (int i = current->u_lastfile; i >= 0; i--) {
        struct file *f = current->u_ofile[i];

        if (f != NULL && (current->u_pofile[i] & FD_CLOEXEC)) {
            descriptor_free(i);
            (void)file_close(f);
        }
    }
}

void files_exit(void)
{
    struct user *u = current;

    for (int i = u->u_lastfile; i >= 0; i--) {
        struct file *f = u->u_ofile[i];

        u->u_ofile[i] = NULL;
        u->u_pofile[i] = 0;
        if (f != NULL)
            (void)file_close(f);
    }
    u->u_lastfile = -1;
    vnode_release(u->u_cdir);
    u->u_cdir = NULL;
    if (u->u_rdir != NULL)
        vnode_release(u->u_rdir);
    u->u_rdir = NULL;
}
