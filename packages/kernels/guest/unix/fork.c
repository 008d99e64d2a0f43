/*
 * Making processes: fork, vfork, and process 1.
 *
 * A child is in the table, in the family and in its group, with state SIDL, before it has a thread;
 * thread_fork() may wait for memory meanwhile. Its struct user is a copy: what that copy refers to
 * is counted once more, and what is the parent's alone is cleared.
 */
#include <abi/acct.h>
#include <unix/file.h>
#include <unix/kernel.h>
#include <unix/usage.h>

#define PID_MAX 30000 /* numbers are smaller */
#define PID_AGAIN 100 /* where they go on after that: those before are of daemons */

/* What of its parent's p_flag a child has. */
#define FLAGS_INHERITED (P_CONTROLT | P_NOCLDSTOP)

/* Is `pid` the number of a process of `list` or of its group? If not, *next is lowered to the
 * smallest such number above it. */
static bool pid_in_use(const struct proc *list, pid_t pid, pid_t *next)
{
    for (const struct proc *p = list; p != NULL; p = p->p_next) {
        if (p->p_pid == pid || p->p_pgrp->pg_id == pid)
            return true;
        if (p->p_pid > pid && p->p_pid < *next)
            *next = p->p_pid;
        if (p->p_pgrp->pg_id > pid && p->p_pgrp->pg_id < *next)
            *next = p->p_pgrp->pg_id;
    }
    return false;
}

/* The next number that is neither a process's nor a group's. Those up to `known` have been looked
 * for: the lists are searched again only there. */
static pid_t pid_allocate(void)
{
    static pid_t last, known;

    for (;;) {
        if (++last >= PID_MAX) {
            last = PID_AGAIN;
            known = 0;
        }
        if (last < known)
            return last;
        known = PID_MAX;
        if (!pid_in_use(proc_list, last, &known) && !pid_in_use(zombie_list, last, &known))
            return last;
        known = 0;
    }
}

/* One process more for the real user `uid`? */
static int admit(uid_t uid)
{
    if (processes_alive >= process_count || (uid != 0 && processes_alive >= process_count - 1)) {
        kprintf("proc: table is full\n");
        return EAGAIN;
    }
    if (proc_count_user(uid, 1) > CHILD_MAX && uid != 0) {
        proc_count_user(uid, -1);
        return EAGAIN;
    }
    return 0;
}

/* The part of a child's struct proc that comes from its parent. */
static void proc_inherit(struct proc *child, const struct proc *parent)
{
    child->p_flag = parent->p_flag & FLAGS_INHERITED;
    child->p_uid = parent->p_uid;
    child->p_ruid = parent->p_ruid;
    child->p_nice = parent->p_nice;
    child->p_cpu = parent->p_cpu;
    child->p_pri = parent->p_pri;
    child->p_usrpri = parent->p_usrpri;
    child->p_sigmask = parent->p_sigmask;
    child->p_sigignore = parent->p_sigignore;
    child->p_sigcatch = parent->p_sigcatch;
    child->p_textsize = parent->p_textsize;
    child->p_datasize = parent->p_datasize;
    child->p_stacksize = parent->p_stacksize;
}

/* The child's copy of its parent's struct user is made its own. */
static void user_inherit(struct user *u)
{
    cred_hold(u->u_cred);
    files_fork(u);
    bzero(&u->u_ru, sizeof u->u_ru);
    bzero(&u->u_cru, sizeof u->u_cru);
    bzero(u->u_timer, sizeof u->u_timer);
    time_coarse(&u->u_start);
    u->u_acflag = AFORK;
    u->u_restore_mask = false;
    u->u_code = 0;
}

static void unmake(struct proc *child)
{
    proc_orphan(child);
    proc_leave_group(child);
    proc_unhash(child);
    proc_unlink(child);
    proc_count_user(child->p_ruid, -1);
    proc_free(child);
}

/* An entry in the table, and a place in family and group, for a child of `parent`. */
static int make(struct proc *parent, struct proc **made)
{
    struct proc *child;
    int error;

    if ((error = admit(parent->p_ruid)) != 0)
        return error;
    if ((child = proc_alloc()) == NULL)
        panic("no free process among %d, of which %d are in use", process_count, processes_alive);
    child->p_pid = pid_allocate();
    proc_inherit(child, parent);
    proc_adopt(child, parent);
    proc_enter_group(child, parent->p_pgrp->pg_id, false);
    proc_hash(child);
    proc_link(child, &proc_list);
    *made = child;
    return 0;
}

static int fork_process(struct proc *parent, bool lend, long *value)
{
    struct proc *child;
    int error;

    if ((error = make(parent, &child)) != 0)
        return error;
    if (lend)
        child->p_flag |= P_VFORKED;
    if ((error = thread_fork(child, lend)) != 0) {
        unmake(child);
        return error;
    }
    user_inherit(thread_user(child));
    value[0] = child->p_pid;
    value[1] = 0;
    if (lend)
        parent->p_flag |= P_LENT;
    proc_run(child);

    /* It execs or exits before its parent has its memory again. */
    while ((parent->p_flag & P_LENT) != 0)
        sleep_on(parent, PZERO - 1, "vfork", 0);
    return 0;
}

int sys_fork(struct proc *p, const long *argument, long *value)
{
    return fork_process(p, false, value);
}

int sys_vfork(struct proc *p, const long *argument, long *value)
{
    return fork_process(p, true, value);
}

void fork_init(void (*function)(void *), void *argument)
{
    struct proc *child;

    if (make(current->u_proc, &child) != 0 || child->p_pid != 1 ||
        thread_spawn(child, function, argument) != 0)
        panic("process 1 cannot be made");
    user_inherit(thread_user(child));
    init_process = child;
    proc_run(child);
}
