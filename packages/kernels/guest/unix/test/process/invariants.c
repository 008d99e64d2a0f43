/* What holds of the table of processes whenever nobody is in the middle of something. */
#include "host.h"

static bool is_parent_elsewhere(const struct proc *p)
{
    const struct proc *parent = p->p_pptr;

    return p->p_stat != SZOMB && parent != NULL && parent->p_pgrp != p->p_pgrp &&
           parent->p_pgrp->pg_session == p->p_pgrp->pg_session;
}

static void check_group(const struct pgrp *group)
{
    int jobs = 0;

    CHECK(pgrp_find(group->pg_id) == group && group->pg_members != NULL);
    for (const struct proc *p = group->pg_members; p != NULL; p = p->p_pgrpnext) {
        CHECK(p->p_pgrp == group);
        jobs += is_parent_elsewhere(p);
    }
    CHECK_IS(group->pg_jobc, jobs);
    if (group->pg_session->s_leader != NULL)
        CHECK(group->pg_session->s_leader->p_pgrp->pg_session == group->pg_session);
}

static void check_family(const struct proc *p)
{
    const struct proc *younger = NULL;
    bool found = p->p_pptr == NULL;

    for (const struct proc *child = p->p_cptr; child != NULL; child = child->p_osptr) {
        CHECK(child->p_pptr == p && child->p_ysptr == younger);
        younger = child;
    }
    for (const struct proc *child = found ? NULL : p->p_pptr->p_cptr; child != NULL;
         child = child->p_osptr)
        found |= child == p;
    CHECK(found);
}

static int check_list(struct proc **list, bool zombies)
{
    int count = 0;

    for (struct proc **link = list; *link != NULL; link = &(*link)->p_next, count++) {
        const struct proc *p = *link;
        int of_user = 0;

        CHECK(p->p_prev == link && (p->p_stat == SZOMB) == zombies);
        CHECK(p->p_stat != SFREE && p->p_stat != SIDL);
        CHECK(proc_find(p->p_pid) == p);
        CHECK((p->p_wchan != NULL) == (p->p_stat == SSLEEP) || p->p_stat == SSTOP);
        check_family(p);
        check_group(p->p_pgrp);
        for (const struct proc *q = process_table; q < process_table + process_count; q++)
            of_user += q->p_stat != SFREE && q->p_ruid == p->p_ruid;
        CHECK_IS(proc_count_user(p->p_ruid, 0), of_user);
    }
    return count;
}

void check_invariants(void)
{
    CHECK_IS(check_list(&proc_list, false) + check_list(&zombie_list, true), processes_alive);
}
