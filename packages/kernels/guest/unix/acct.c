/*
 * Accounting: a record (abi/acct.h) for each process that ends, added to a file that the superuser
 * names. While the file's file system is nearly full no records are written, so that accounting does
 * not fill it altogether.
 */
#include <abi/acct.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/namei.h>
#include <unix/tty.h>
#include <unix/usage.h>

#define SUSPEND_PERCENT 2 /* of the blocks: with so few free, or fewer */
#define RESUME_PERCENT 4  /* with more than that again */

#define FRACTION_BITS 13 /* of a comp_t */
#define EXPONENT_BITS 3
#define FRACTION_MAX ((1u << FRACTION_BITS) - 1)

static struct vnode *account_file; /* open for writing; NULL: no accounting */
static bool suspended;

/* The nearest number that a comp_t can be. */
static comp_t compress(uint32_t number)
{
    uint32_t round = 0, exponent = 0;

    while (number > FRACTION_MAX) {
        round = number & (1u << (EXPONENT_BITS - 1));
        number >>= EXPONENT_BITS;
        exponent++;
    }
    if (round != 0 && ++number > FRACTION_MAX) {
        number >>= EXPONENT_BITS;
        exponent++;
    }
    return exponent << FRACTION_BITS | number;
}

/* In units of 1/AHZ seconds. */
static uint32_t account_units(const struct timeval *time)
{
    return (uint32_t)time->tv_sec * AHZ + time->tv_usec / (MICROSECONDS / AHZ);
}

/* Is there room for records? */
static bool has_room(struct vnode *vp)
{
    struct statfs st;

    if (vp->v_mount->m_ops->statfs(vp->v_mount, &st) != 0)
        return false;
    if (suspended) {
        if (st.f_bavail > RESUME_PERCENT * (st.f_blocks / 100)) {
            suspended = false;
            kprintf("accounting goes on\n");
        }
    } else if (st.f_bavail <= SUSPEND_PERCENT * (st.f_blocks / 100)) {
        suspended = true;
        kprintf("accounting is suspended\n");
    }
    return !suspended;
}

static void fill(struct acct *record)
{
    const struct tty *terminal = current->u_proc->p_pgrp->pg_session->s_tty;
    struct rusage usage;
    struct timeval elapsed;
    uint32_t units;

    bzero(record, sizeof *record);
    bcopy(current->u_comm, record->ac_comm, sizeof record->ac_comm);
    usage_current(&usage);
    record->ac_utime = compress(account_units(&usage.ru_utime));
    record->ac_stime = compress(account_units(&usage.ru_stime));
    time_coarse(&elapsed);
    timeval_subtract(&elapsed, &current->u_start);
    record->ac_etime = compress(account_units(&elapsed));
    record->ac_btime = current->u_start.tv_sec;
    record->ac_uid = current->u_ruid;
    record->ac_gid = current->u_rgid;

    /* Sizes are charged by the tick. */
    timeval_add(&usage.ru_utime, &usage.ru_stime);
    units = (uint32_t)usage.ru_utime.tv_sec * hz + usage.ru_utime.tv_usec / tick;
    if (units > 0)
        record->ac_mem = (uint32_t)(usage.ru_ixrss + usage.ru_idrss + usage.ru_isrss) / units;
    record->ac_io = compress((uint32_t)usage.ru_inblock + usage.ru_oublock);
    record->ac_tty = terminal != NULL && (current->u_proc->p_flag & P_CONTROLT) != 0
                         ? terminal->t_dev
                         : (dev_t)-1;
    record->ac_flag = current->u_acflag;
}

void account_exit(void)
{
    struct vnode *vp = account_file;
    struct acct record;

    if (vp == NULL || !has_room(vp))
        return;
    fill(&record);
    vnode_hold(vp); /* accounting may end while this waits */
    vnode_lock(vp);
    (void)vnode_rdwr(UIO_WRITE, vp, &record, sizeof record, 0, UIO_SYSTEM, IO_APPEND | IO_UNIT,
                     NULL);
    vnode_put(vp);
}

/* acct(path): accounting to the file, which is there; NULL: none any more */
int sys_acct(struct proc *p, const long *argument, long *value)
{
    struct vnode *old, *new = NULL;
    struct namei n;
    int error;

    if ((error = superuser(current->u_cred)) != 0)
        return error;
    if (argument[0] != 0) {
        namei_ask(&n, argument[0], NAMEI_LOOKUP, NAMEI_FOLLOW);
        if ((error = vnode_open(&n, FWRITE, 0)) != 0)
            return error;
        new = n.n_vnode;
        vnode_unlock(new);
        if (new->v_type != VREG) {
            vnode_close(new, FWRITE);
            return EACCES;
        }
    }
    old = account_file;
    account_file = new;
    suspended = false;
    return old != NULL ? vnode_close(old, FWRITE) : 0;
}
