/*
 * Credentials: who a process acts as. Shared by processes that fork and by the files that they open,
 * and never changed while shared: who changes his makes a copy first.
 */
#include <abi/acct.h>
#include <unix/kernel.h>
#include <unix/lock.h>

static struct spin_lock counts_lock = { .s_name = "credentials", .s_order = ORDER_CREDENTIALS };

struct ucred *cred_get(void)
{
    struct ucred *cred = kmem_alloc_zeroed(sizeof *cred);

    cred->cr_ref = 1;
    return cred;
}

struct ucred *cred_copy(const struct ucred *cred)
{
    struct ucred *copy = kmem_alloc(sizeof *copy);

    bcopy(cred, copy, sizeof *copy);
    copy->cr_ref = 1;
    return copy;
}

void cred_hold(struct ucred *cred)
{
    spin_take(&counts_lock);
    cred->cr_ref++;
    spin_release(&counts_lock);
}

void cred_free(struct ucred *cred)
{
    int left;

    spin_take(&counts_lock);
    left = --cred->cr_ref;
    spin_release(&counts_lock);
    if (left < 0)
        panic("credentials of user %u are free", (unsigned)cred->cr_uid);
    if (left == 0)
        kmem_free(cred);
}

struct ucred *cred_private(void)
{
    struct ucred *cred = current->u_cred;

    if (cred->cr_ref > 1) {
        current->u_cred = cred_copy(cred);
        cred_free(cred);
    }
    return current->u_cred;
}

bool group_member(gid_t gid, const struct ucred *cred)
{
    for (const gid_t *group = cred->cr_groups; group < cred->cr_groups + cred->cr_ngroups; group++)
        if (*group == gid)
            return true;
    return false;
}

int superuser(const struct ucred *cred)
{
    if (cred->cr_uid != 0)
        return EPERM;
    current->u_acflag |= ASU;
    return 0;
}
