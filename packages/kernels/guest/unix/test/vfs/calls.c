/*
 * System calls as processes make them, and what must be so between any two of them: no vnode is
 * locked; each has as many references as there are files, directories and mounts that refer to it;
 * each open file has as many as there are descriptors; nothing else of the memory is in use.
 */
#include <unix/calls.h>

#include "host.h"

/* Calls that are others'. */
#define SYSTEM_CALL(number, name, arguments)                                                   \
    __attribute__((weak)) int sys_##name(struct proc *p, const long *argument, long *value)    \
    {                                                                                          \
        (void)p, (void)argument, (void)value;                                                  \
        return ENOSYS;                                                                         \
    }
#include <abi/calls.h>

static int (*const functions[SYSTEM_CALLS])(struct proc *, const long *, long *) = {
#define SYSTEM_CALL(number, name, arguments) [number] = sys_##name,
#include <abi/calls.h>
};

struct user users[PROCESSES];
static struct proc procs[PROCESSES];

void become(int process)
{
    struct user *u = &users[process];

    if (u->u_proc == NULL) {
        u->u_proc = &procs[process];
        u->u_proc->p_pid = process + 1;
        u->u_proc->p_stat = SRUN;
        u->u_lastfile = -1;
        u->u_cmask = 022;
        u->u_cdir = root_vnode;
        vnode_hold(root_vnode);
        for (int i = 0; i < RLIM_NLIMITS; i++)
            u->u_rlimit[i].rlim_cur = u->u_rlimit[i].rlim_max = RLIM_INFINITY;
        current_user = u;
        u->u_cred = cred_get();
        u->u_cred->cr_ngroups = 1;
    }
    current_user = u;
}

void set_effective(uid_t uid, gid_t gid)
{
    struct ucred *new = cred_copy(current->u_cred);

    cred_free(current->u_cred);
    current->u_cred = new;
    new->cr_uid = uid;
    new->cr_groups[0] = gid;
}

void act_as(uid_t uid, gid_t gid)
{
    set_effective(uid, gid);
    current->u_ruid = uid;
    current->u_rgid = gid;
}

static int descriptors_of(const struct file *f)
{
    int count = 0;

    for (int p = 0; p < PROCESSES; p++)
        for (int i = 0; i < OPEN_MAX; i++)
            count += users[p].u_ofile[i] == f;
    return count;
}

static void check_descriptors(const struct user *u)
{
    int last = -1;

    for (int i = 0; i < OPEN_MAX; i++) {
        if (u->u_ofile[i] != NULL)
            last = i;
        else
            CHECK(u->u_pofile[i] == 0);
    }
    CHECK_IS(u->u_lastfile, last);
}

void check_invariants(void)
{
    references_clear();
    reference_count(root_vnode);
    for (int p = 0; p < PROCESSES; p++) {
        if (users[p].u_proc == NULL)
            continue;
        check_descriptors(&users[p]);
        if (users[p].u_cdir != NULL)
            reference_count(users[p].u_cdir);
        if (users[p].u_rdir != NULL)
            reference_count(users[p].u_rdir);
        CHECK((users[p].u_proc->p_flag & P_SELECTING) == 0 || &users[p] != current_user);
    }
    for (struct mount *m = mount_list; m != NULL; m = m->m_next)
        if (m->m_covered != NULL) {
            CHECK(m->m_covered->v_mountedhere == m);
            reference_count(m->m_covered);
        }
    for (const struct file *f = file_list; f != NULL; f = f->f_next) {
        CHECK_IS(f->f_count, descriptors_of(f));
        CHECK(f->f_ops != NULL && f->f_cred->cr_ref > 0 && *f->f_prev == f);
        if (f->f_type == FILE_VNODE)
            reference_count(f->f_data);
    }
    references_check();
    locks_check();
    memory_fs_check();
}

long call(int number, const long arguments[8])
{
    long value[2] = {0, 0};
    int error = functions[number](current->u_proc, arguments, value);

    if (current->u_proc->p_wchan == NULL && on_sleep == NULL)
        check_invariants();
    return error != 0 ? -error : value[0];
}
