/* sync, fsync. */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

int sys_sync(struct proc *p, const long *argument, long *value)
{
    (void)p, (void)argument, (void)value;
    update();
    return 0;
}

int sys_fsync(struct proc *p, const long *argument, long *value)
{
    struct vnode *vp;
    struct file *f;
    int error = file_get((int)argument[0], &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE)
        return EINVAL;
    vp = f->f_data;
    vnode_lock(vp);
    error = vnode_fsync(vp);
    vnode_unlock(vp);
    return error;
}
