/*
 * Sleep locks. One who waits to be the only holder keeps new readers out, so that they do not keep
 * him waiting for ever; a reader who waits for the same goes before him, as he cannot give his place
 * up. Nobody waits for a lock that he has himself: that is an error of the kernel's.
 */
#include <unix/kernel.h>
#include <unix/lock.h>

void lock_start(struct lock *lock, struct spin_lock *interlock, const char *name, int priority,
                unsigned flags)
{
    lock->l_interlock = interlock;
    lock->l_name = name;
    lock->l_holder = NULL;
    lock->l_flags = flags & L_RECURSE;
    lock->l_priority = priority;
    lock->l_shared = lock->l_depth = lock->l_waiting = 0;
    lock->l_taken = lock->l_waits = 0;
}

/* Waits until none of `flags` is set, and nobody reads if `readers`. EBUSY instead, with LOCK_NO_WAIT. */
static int wait_until_free(struct lock *lock, unsigned how, unsigned flags, bool readers)
{
    if ((lock->l_flags & flags) == 0 && !(readers && lock->l_shared > 0))
        return 0;
    if (how & LOCK_NO_WAIT)
        return EBUSY;
    lock->l_waits++;
    do {
        lock->l_waiting++;
        spin_release(lock->l_interlock);
        (void)sleep_on(lock, lock->l_priority, lock->l_name, 0);
        spin_take(lock->l_interlock);
        lock->l_waiting--;
    } while ((lock->l_flags & flags) != 0 || (readers && lock->l_shared > 0));
    return 0;
}

static void wake(struct lock *lock)
{
    if (lock->l_waiting > 0)
        wakeup(lock);
}

/* Draining ends when nobody has the lock or waits for it; whoever comes first sees to that. */
static void wake_drainer(struct lock *lock)
{
    if (lock->l_shared == 0 && lock->l_waiting == 0 &&
        (lock->l_flags & (L_EXCLUSIVE | L_WANT_EXCLUSIVE | L_WANT_UPGRADE)) == 0)
        wakeup(&lock->l_flags);
}

static void hold(struct lock *lock, struct proc *p)
{
    if (lock->l_depth != 0)
        panic("lock %s: held %d times by nobody", lock->l_name, lock->l_depth);
    lock->l_flags |= L_EXCLUSIVE;
    lock->l_holder = p;
    lock->l_depth = 1;
    lock->l_taken++;
}

static int take_shared(struct lock *lock, unsigned how, struct proc *p)
{
    int error;

    if ((lock->l_flags & L_EXCLUSIVE) && lock->l_holder == p)
        panic("lock %s: process %d shares what it holds", lock->l_name, (int)p->p_pid);
    error = wait_until_free(lock, how, L_EXCLUSIVE | L_WANT_EXCLUSIVE | L_WANT_UPGRADE, false);
    if (error == 0) {
        lock->l_shared++;
        lock->l_taken++;
    }
    return error;
}

static int take_exclusive(struct lock *lock, unsigned how, struct proc *p)
{
    int error;

    /* Mostly nobody has it, or wants it. */
    if ((lock->l_flags & ~L_RECURSE) == 0 && lock->l_shared == 0) {
        hold(lock, p);
        return 0;
    }
    if ((lock->l_flags & L_EXCLUSIVE) && lock->l_holder == p) {
        if (!(lock->l_flags & L_RECURSE))
            panic("lock %s: process %d takes what it holds", lock->l_name, (int)p->p_pid);
        lock->l_depth++;
        return 0;
    }
    /* In turn with those who want the same, then behind those who read. */
    error = wait_until_free(lock, how, L_EXCLUSIVE | L_WANT_EXCLUSIVE | L_WANT_UPGRADE, false);
    if (error != 0)
        return error;
    lock->l_flags |= L_WANT_EXCLUSIVE;
    error = wait_until_free(lock, how, L_WANT_UPGRADE, true);
    lock->l_flags &= ~L_WANT_EXCLUSIVE;
    if (error != 0) {
        wake(lock);
        return error;
    }
    hold(lock, p);
    return 0;
}

static int upgrade(struct lock *lock, unsigned how, struct proc *p)
{
    int error;

    if (lock->l_shared <= 0)
        panic("lock %s: upgraded by who does not share it", lock->l_name);
    lock->l_shared--;
    if (lock->l_flags & L_WANT_UPGRADE) { /* both would wait for the other */
        wake(lock);
        return EBUSY;
    }
    lock->l_flags |= L_WANT_UPGRADE;
    error = wait_until_free(lock, how, 0, true);
    lock->l_flags &= ~L_WANT_UPGRADE;
    if (error != 0) {
        lock->l_shared++; /* as it was */
        wake(lock);
        return error;
    }
    hold(lock, p);
    return 0;
}

static void release(struct lock *lock, struct proc *p)
{
    if (lock->l_flags & L_EXCLUSIVE) {
        if (lock->l_holder != p)
            panic("lock %s: released by process %d, held by another", lock->l_name,
                  p != NULL ? (int)p->p_pid : -1);
        if (--lock->l_depth > 0)
            return;
        lock->l_flags &= ~(L_EXCLUSIVE | L_DRAINED);
        lock->l_holder = NULL;
    } else if (lock->l_shared > 0)
        lock->l_shared--;
    else
        panic("lock %s: nobody has it", lock->l_name);
    wake(lock);
}

static void downgrade(struct lock *lock, struct proc *p)
{
    if (!(lock->l_flags & L_EXCLUSIVE) || lock->l_holder != p)
        panic("lock %s: downgraded by who does not hold it", lock->l_name);
    lock->l_shared += lock->l_depth;
    lock->l_depth = 0;
    lock->l_flags &= ~L_EXCLUSIVE;
    lock->l_holder = NULL;
    wake(lock);
}

static int drain(struct lock *lock, unsigned how, struct proc *p)
{
    if ((lock->l_flags & L_EXCLUSIVE) && lock->l_holder == p)
        panic("lock %s: process %d drains what it holds", lock->l_name, (int)p->p_pid);
    while ((lock->l_flags & (L_EXCLUSIVE | L_WANT_EXCLUSIVE | L_WANT_UPGRADE)) != 0 ||
           lock->l_shared > 0 || lock->l_waiting > 0) {
        if (how & LOCK_NO_WAIT)
            return EBUSY;
        lock->l_flags |= L_DRAINING;
        spin_release(lock->l_interlock);
        (void)sleep_on(&lock->l_flags, lock->l_priority, lock->l_name, 0);
        spin_take(lock->l_interlock);
    }
    lock->l_flags &= ~L_DRAINING;
    lock->l_flags |= L_DRAINED;
    hold(lock, p);
    return 0;
}

int lock_manage(struct lock *lock, unsigned how)
{
    struct proc *p = current->u_proc;
    int error = 0;

    if (!(how & LOCK_INTERLOCK))
        spin_take(lock->l_interlock);
    if ((lock->l_flags & L_DRAINED) && lock->l_holder != p)
        panic("lock %s: used after its last use", lock->l_name);
    switch (how & LOCK_HOW) {
    case LOCK_SHARED:
        error = take_shared(lock, how, p);
        break;
    case LOCK_EXCLUSIVE:
        error = take_exclusive(lock, how, p);
        break;
    case LOCK_UPGRADE:
        error = upgrade(lock, how, p);
        break;
    case LOCK_DOWNGRADE:
        downgrade(lock, p);
        break;
    case LOCK_RELEASE:
        release(lock, p);
        break;
    case LOCK_DRAIN:
        error = drain(lock, how, p);
        break;
    default:
        panic("lock %s: asked for %x", lock->l_name, how);
    }
    if (lock->l_flags & L_DRAINING)
        wake_drainer(lock);
    spin_release(lock->l_interlock);
    return error;
}

bool lock_held(struct lock *lock, bool shared)
{
    bool held;

    spin_take(lock->l_interlock);
    if (lock->l_flags & L_EXCLUSIVE)
        held = lock->l_holder == current->u_proc;
    else
        held = shared && lock->l_shared > 0;
    spin_release(lock->l_interlock);
    return held;
}
