/*
 * select: asks every descriptor; if none is ready, sleeps until one of them may be. A device remembers
 * one process that selects it; with two there is a collision, and everyone who selects looks again.
 */
#include <abi/errno.h>
#include <abi/select.h>
#include <unix/calls.h>
#include <unix/file.h>
#include <unix/kernel.h>

static char select_channel;   /* what those who select sleep on */
static unsigned collisions;

bool select_record(struct proc **who)
{
    struct proc *p = *who;

    if (p != NULL && p != current->u_proc && p->p_wchan == &select_channel)
        return true;
    *who = current->u_proc;
    return false;
}

void select_wakeup(struct proc *p, bool collision)
{
    spl_t s = splhigh();

    if (collision) {
        collisions++;
        wakeup(&select_channel);
    }
    if (p != NULL) {
        if (p->p_wchan != &select_channel)
            p->p_flag &= ~(uint32_t)P_SELECTING; /* it looks again before it sleeps */
        else if (p->p_stat == SSLEEP)
            proc_run(p);
        else
            sleep_end(p); /* stopped: goes on when it is continued */
    }
    splx(s);
}

static int scan_set(const fd_set *wanted, fd_set *ready, int count, enum uio_rw which, int *found)
{
    int descriptor;

    for (descriptor = 0; descriptor < count; descriptor++) {
        struct file *f;

        if (!FD_ISSET(descriptor, wanted))
            continue;
        if (file_get(descriptor, &f) != 0)
            return EBADF;
        if (f->f_ops->select(f, which)) {
            FD_SET(descriptor, ready);
            (*found)++;
        }
    }
    return 0;
}

/* Exceptional conditions are those of sockets; descriptors are only checked. */
static int check_set(const fd_set *wanted, int count)
{
    int descriptor;

    for (descriptor = 0; descriptor < count; descriptor++) {
        struct file *f;

        if (FD_ISSET(descriptor, wanted) && file_get(descriptor, &f) != 0)
            return EBADF;
    }
    return 0;
}

/* Ticks from now until `end`, at least 1; 0 if it has passed. */
static int ticks_until(const struct timeval *end)
{
    struct timeval now;
    int64_t left;

    time_exact(&now);
    left = (int64_t)(end->tv_sec - now.tv_sec) * 1000000 + (end->tv_usec - now.tv_usec);
    if (left <= 0)
        return 0;
    left = (left + tick - 1) / tick;
    return left > 0x7fffffff ? 0x7fffffff : (int)left;
}

int sys_select(struct proc *p, const long *argument, long *value)
{
    int count = (int)argument[0], error, found = 0, ticks = 0, i;
    fd_set wanted[3], ready[3];
    struct timeval limit, end = { 0, 0 };
    bool limited = argument[4] != 0;

    if (count < 0)
        return EINVAL;
    if (count > OPEN_MAX)
        count = OPEN_MAX;
    for (i = 0; i < 3; i++) {
        FD_ZERO(&wanted[i]);
        if (argument[1 + i] != 0) {
            error = copy_in((uaddr_t)argument[1 + i], &wanted[i], sizeof wanted[i]);
            if (error != 0)
                return error;
        }
    }
    if (limited) {
        error = copy_in((uaddr_t)argument[4], &limit, sizeof limit);
        if (error != 0)
            return error;
        if (limit.tv_sec < 0 || limit.tv_usec < 0 || limit.tv_usec >= 1000000)
            return EINVAL;
        time_exact(&end);
        end.tv_usec += limit.tv_usec;
        end.tv_sec += limit.tv_sec + (end.tv_usec >= 1000000);
        if (end.tv_usec >= 1000000)
            end.tv_usec -= 1000000;
    }
    for (;;) {
        unsigned collisions_before = collisions;
        spl_t s;

        for (i = 0; i < 3; i++)
            FD_ZERO(&ready[i]);
        found = 0;
        p->p_flag |= P_SELECTING;
        error = scan_set(&wanted[0], &ready[0], count, UIO_READ, &found);
        if (error == 0)
            error = scan_set(&wanted[1], &ready[1], count, UIO_WRITE, &found);
        if (error == 0)
            error = check_set(&wanted[2], count);
        if (error != 0 || found > 0)
            break;
        if (limited) {
            ticks = limit.tv_sec == 0 && limit.tv_usec == 0 ? 0 : ticks_until(&end);
            if (ticks == 0)
                break;
        }
        s = splhigh();
        if (!(p->p_flag & P_SELECTING) || collisions != collisions_before) {
            splx(s);
            continue;
        }
        p->p_flag &= ~(uint32_t)P_SELECTING;
        error = sleep_on(&select_channel, PSOCK | PCATCH, "select", ticks);
        splx(s);
        if (error == EWOULDBLOCK) /* once more: something may be ready just now */
            error = 0;
        if (error != 0)
            break;
    }
    p->p_flag &= ~(uint32_t)P_SELECTING;
    if (error == ERESTART)
        error = EINTR;
    if (error != 0)
        return error;
    for (i = 0; i < 3; i++)
        if (argument[1 + i] != 0) {
            error = copy_out(&ready[i], (uaddr_t)argument[1 + i], sizeof ready[i]);
            if (error != 0)
                return error;
        }
    value[0] = found;
    return 0;
}
