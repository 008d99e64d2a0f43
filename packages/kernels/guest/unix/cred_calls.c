/*
 * System calls about who a process acts as. A process has three users and three groups: real (who
 * started it), effective (whose rights it has), and saved (what exec made the effective one, to
 * which it may return).
 */
#include <unix/calls.h>
#include <unix/kernel.h>

int sys_getuid(struct proc *p, const long *argument, long *value)
{
    value[0] = current->u_ruid;
    value[1] = current->u_cred->cr_uid;
    return 0;
}

int sys_getgid(struct proc *p, const long *argument, long *value)
{
    value[0] = current->u_rgid;
    value[1] = current->u_cred->cr_groups[0];
    return 0;
}

static void set_real_user(struct proc *p, uid_t uid)
{
    if (uid != current->u_ruid) {
        proc_count_user(current->u_ruid, -1);
        proc_count_user(uid, 1);
    }
    current->u_ruid = p->p_ruid = uid;
}

static void set_effective_user(struct proc *p, uid_t uid)
{
    if (uid != current->u_cred->cr_uid)
        cred_private()->cr_uid = uid;
    p->p_uid = uid;
}

static void set_effective_group(gid_t gid)
{
    if (gid != current->u_cred->cr_groups[0])
        cred_private()->cr_groups[0] = gid;
}

/* setuid(uid): all three for the superuser, else the effective one, to the real or the saved */
int sys_setuid(struct proc *p, const long *argument, long *value)
{
    uid_t uid = argument[0];

    if (superuser(current->u_cred) == 0) {
        set_real_user(p, uid);
        current->u_svuid = uid;
    } else if (uid != current->u_ruid && uid != current->u_svuid)
        return EPERM;
    set_effective_user(p, uid);
    return 0;
}

/* setreuid(real, effective): -1 leaves one. Both may be exchanged. The saved one follows the
 * effective one unless that becomes the real one again only: who gives rights up by both numbers does
 * not get them back. */
int sys_setreuid(struct proc *p, const long *argument, long *value)
{
    bool for_good = (uint32_t)argument[0] != (uint32_t)-1;
    uid_t real = argument[0], effective = argument[1];
    uid_t real_now = current->u_ruid, effective_now = current->u_cred->cr_uid;
    int error;

    if (real == (uid_t)-1)
        real = real_now;
    if (effective == (uid_t)-1)
        effective = effective_now;
    if (real != real_now && real != effective_now && (error = superuser(current->u_cred)) != 0)
        return error;
    if (effective != real_now && effective != effective_now && effective != current->u_svuid &&
        (error = superuser(current->u_cred)) != 0)
        return error;
    set_real_user(p, real);
    set_effective_user(p, effective);
    if (for_good || effective != real)
        current->u_svuid = effective;
    return 0;
}

int sys_setregid(struct proc *p, const long *argument, long *value)
{
    bool for_good = (uint32_t)argument[0] != (uint32_t)-1;
    gid_t real = argument[0], effective = argument[1];
    gid_t real_now = current->u_rgid, effective_now = current->u_cred->cr_groups[0];
    int error;

    if (real == (gid_t)-1)
        real = real_now;
    if (effective == (gid_t)-1)
        effective = effective_now;
    if (real != real_now && real != effective_now && (error = superuser(current->u_cred)) != 0)
        return error;
    if (effective != real_now && effective != effective_now && effective != current->u_svgid &&
        (error = superuser(current->u_cred)) != 0)
        return error;
    current->u_rgid = real;
    set_effective_group(effective);
    if (for_good || effective != real)
        current->u_svgid = effective;
    return 0;
}

/* getgroups(room, groups): how many there are; with room 0 that only */
int sys_getgroups(struct proc *p, const long *argument, long *value)
{
    const struct ucred *cred = current->u_cred;
    int room = (int)argument[0];
    int error;

    if (room != 0) {
        if (room < cred->cr_ngroups)
            return EINVAL;
        error = copy_out(cred->cr_groups, argument[1], cred->cr_ngroups * sizeof(gid_t));
        if (error != 0)
            return error;
    }
    value[0] = cred->cr_ngroups;
    return 0;
}

/* setgroups(count, groups): the first becomes the effective one */
int sys_setgroups(struct proc *p, const long *argument, long *value)
{
    unsigned long count = argument[0];
    gid_t groups[NGROUPS_MAX];
    struct ucred *cred;
    int error;

    if ((error = superuser(current->u_cred)) != 0)
        return error;
    if (count < 1 || count > NGROUPS_MAX)
        return EINVAL;
    if ((error = copy_in(argument[1], groups, count * sizeof(gid_t))) != 0)
        return error;
    cred = cred_private();
    bcopy(groups, cred->cr_groups, count * sizeof(gid_t));
    cred->cr_ngroups = count;
    return 0;
}
