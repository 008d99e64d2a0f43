/*
 * Groups of processes, and the sessions that they are in.
 *
 * A group is there as long as it has members (zombies count), a session as long as it has groups.
 * pg_jobc counts the members whose parent is in the same session but in another group: someone who
 * could continue them if they stopped, as a shell does with its jobs. A group without any is
 * orphaned: the terminal's stop signals do nothing to it, and those of it that are stopped when it
 * becomes so are hung up.
 */
#include <unix/kernel.h>
#include <unix/tty.h>

#define GROUP_HASH 64 /* chains; a power of two */
#define GROUP_CHAIN(id) (&group_hash[(id) & (GROUP_HASH - 1)])

static struct pgrp *group_hash[GROUP_HASH];

struct pgrp *pgrp_find(pid_t id)
{
    struct pgrp *group;

    for (group = *GROUP_CHAIN(id); group != NULL; group = group->pg_next)
        if (group->pg_id == id)
            return group;
    return NULL;
}

static struct session *session_create(struct proc *leader)
{
    struct session *session = kmem_alloc(sizeof *session);

    session->s_leader = leader;
    session->s_count = 0;
    session->s_tty = NULL;
    return session;
}

/* One group less. */
static void session_release(struct session *session)
{
    if (--session->s_count > 0)
        return;
    if (session->s_tty != NULL && session->s_tty->t_session == session)
        session->s_tty->t_session = NULL;
    kmem_free(session);
}

/* An empty group of `p`'s session, or of a new one that `p` leads. */
static struct pgrp *group_create(struct proc *p, pid_t id, bool new_session)
{
    struct pgrp *group = kmem_alloc(sizeof *group);

    if (new_session) {
        group->pg_session = session_create(p);
        p->p_flag &= ~P_CONTROLT;
    } else
        group->pg_session = p->p_pgrp->pg_session;
    group->pg_session->s_count++;
    group->pg_id = id;
    group->pg_members = NULL;
    group->pg_jobc = 0;
    group->pg_next = *GROUP_CHAIN(id);
    *GROUP_CHAIN(id) = group;
    return group;
}

/* It has no members any more. */
static void group_delete(struct pgrp *group)
{
    struct tty *terminal = group->pg_session->s_tty;
    struct pgrp **link;

    if (terminal != NULL && terminal->t_pgrp == group)
        terminal->t_pgrp = NULL;
    for (link = GROUP_CHAIN(group->pg_id); *link != group; link = &(*link)->pg_next)
        if (*link == NULL)
            panic("process group %d is in no hash chain", (int)group->pg_id);
    *link = group->pg_next;
    session_release(group->pg_session);
    kmem_free(group);
}

static void group_remove(struct proc *p)
{
    struct proc **link;

    for (link = &p->p_pgrp->pg_members; *link != p; link = &(*link)->p_pgrpnext)
        if (*link == NULL)
            panic("process %d is not in its group", (int)p->p_pid);
    *link = p->p_pgrpnext;
    p->p_pgrpnext = NULL;
    if (p->p_pgrp->pg_members == NULL)
        group_delete(p->p_pgrp);
    p->p_pgrp = NULL;
}

/* Nobody can continue its members: those that are stopped are hung up. */
static void group_hang_up(struct pgrp *group)
{
    struct proc *p;

    for (p = group->pg_members; p != NULL; p = p->p_pgrpnext)
        if (p->p_stat == SSTOP) {
            for (p = group->pg_members; p != NULL; p = p->p_pgrpnext) {
                signal_post(p, SIGHUP);
                signal_post(p, SIGCONT);
            }
            return;
        }
}

/* One member of `group` more, or less, has a parent elsewhere in the session. */
static void group_count_job(struct pgrp *group, bool entering)
{
    if (entering)
        group->pg_jobc++;
    else if (--group->pg_jobc == 0)
        group_hang_up(group);
}

/* Does `parent` keep `group` from being orphaned, as the parent of a member? */
static bool controls(const struct proc *parent, const struct pgrp *group)
{
    return parent != NULL && parent->p_pgrp != NULL && parent->p_pgrp != group &&
           parent->p_pgrp->pg_session == group->pg_session;
}

void proc_count_jobs(struct proc *p, struct pgrp *group, bool entering)
{
    struct pgrp *other;
    struct proc *child;

    if (controls(p->p_pptr, group))
        group_count_job(group, entering);
    for (child = p->p_cptr; child != NULL; child = child->p_osptr)
        if ((other = child->p_pgrp) != NULL && other != group &&
            other->pg_session == group->pg_session && child->p_stat != SZOMB)
            group_count_job(other, entering);
}

void proc_reparent(struct proc *child, struct proc *parent)
{
    struct proc *before = child->p_pptr;
    struct pgrp *group = child->p_pgrp;

    proc_orphan(child);
    proc_adopt(child, parent);
    if (child->p_stat == SZOMB) /* no longer counted */
        return;
    if (controls(parent, group))
        group_count_job(group, true);
    if (controls(before, group))
        group_count_job(group, false);
}

void proc_enter_group(struct proc *p, pid_t id, bool new_session)
{
    struct pgrp *group = pgrp_find(id);

    if (group != NULL && new_session)
        panic("a session is made of process group %d, which exists", (int)id);
    if (group == NULL) {
        if (p->p_pid != id)
            panic("process %d makes group %d", (int)p->p_pid, (int)id);
        group = group_create(p, id, new_session);
    } else if (group == p->p_pgrp)
        return;

    /* First in, then out, so that groups of its children do not seem orphaned in between. */
    if (p->p_pgrp != NULL) {
        proc_count_jobs(p, group, true);
        proc_count_jobs(p, p->p_pgrp, false);
        group_remove(p);
    }
    p->p_pgrp = group;
    p->p_pgrpnext = group->pg_members;
    group->pg_members = p;
}

void proc_leave_group(struct proc *p)
{
    group_remove(p);
}
