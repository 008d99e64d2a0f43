/*
 * flock: advisory locks on whole files. A lock belongs to the open file, so that descriptors made by
 * dup and fork share it; vnodes count who holds it. Exclusive locks wait for everyone, shared ones
 * for the exclusive one. A file has at most one lock: who wants the other kind gives up what it has
 * first, and may lose it to somebody else. Waits end by signals.
 */
#include <abi/errno.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/flock.h>
#include <unix/kernel.h>
#include <unix/vnode.h>

void flock_release(struct file *f, int which)
{
    struct vnode *vp = f->f_data;
    int has = f->f_flag & which;

    if (has & FSHLOCK) {
        if (--vp->v_shlocks == 0) {
            vp->v_flag &= ~V_SHLOCK;
            if (vp->v_flag & V_LWAIT)
                wakeup(&vp->v_shlocks);
        }
        f->f_flag &= ~FSHLOCK;
    }
    if (has & FEXLOCK) {
        if (--vp->v_exlocks == 0) {
            vp->v_flag &= ~(V_EXLOCK | V_LWAIT);
            wakeup(&vp->v_exlocks);
        }
        f->f_flag &= ~FEXLOCK;
    }
}

static int flock_wait(struct vnode *vp, const void *channel, int how)
{
    if (how & LOCK_NB)
        return EWOULDBLOCK;
    vp->v_flag |= V_LWAIT;
    return sleep_on(channel, PWAIT | PCATCH, "flock", 0);
}

static int flock_take(struct file *f, int how)
{
    struct vnode *vp = f->f_data;
    int error = 0;

    for (;;) {
        if (vp->v_flag & V_EXLOCK) {
            if (f->f_flag & FEXLOCK)
                flock_release(f, FEXLOCK);
            else
                error = flock_wait(vp, &vp->v_exlocks, how);
        } else if ((how & LOCK_EX) && (vp->v_flag & V_SHLOCK)) {
            if (f->f_flag & FSHLOCK)
                flock_release(f, FSHLOCK);
            else
                error = flock_wait(vp, &vp->v_shlocks, how);
        } else
            break;
        if (error != 0)
            return error;
    }
    if (how & LOCK_EX) {
        vp->v_exlocks++;
        vp->v_flag |= V_EXLOCK;
        f->f_flag |= FEXLOCK;
    } else if (!(f->f_flag & FSHLOCK)) {
        vp->v_shlocks++;
        vp->v_flag |= V_SHLOCK;
        f->f_flag |= FSHLOCK;
    }
    return 0;
}

int sys_flock(struct proc *p, const long *argument, long *value)
{
    int how = (int)argument[1];
    struct file *f;
    int error = file_get((int)argument[0], &f);

    (void)p, (void)value;
    if (error != 0)
        return error;
    if (f->f_type != FILE_VNODE)
        return EOPNOTSUPP;
    switch (how & ~LOCK_NB) {
    case LOCK_UN:
        flock_release(f, FSHLOCK | FEXLOCK);
        return 0;
    case LOCK_EX:
        return f->f_flag & FEXLOCK ? 0 : flock_take(f, how);
    case LOCK_SH:
        return f->f_flag & FSHLOCK ? 0 : flock_take(f, how);
    default:
        return EINVAL;
    }
}
