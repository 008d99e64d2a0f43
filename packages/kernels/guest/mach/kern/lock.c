/*
 * Locks for readers and writers that wait by sleeping (Mach 3.0's kern/lock.c). Writers go before
 * readers that come after them, upgrades before writers.
 */
#include <kern/lock.h>

#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>

void lock_init(lock_t lock, boolean_t can_sleep)
{
    bzero(lock, sizeof *lock);
    lock->can_sleep = can_sleep;
}

void lock_sleepable(lock_t lock, boolean_t can_sleep)
{
    lock->can_sleep = can_sleep;
}

static void lock_wait(lock_t lock)
{
    if (!lock->can_sleep)
        panic("lock %x: held by one who waits", (unsigned)(vm_offset_t)lock);
    lock->waiting = TRUE;
    thread_sleep((event_t)lock, simple_lock_addr(lock), FALSE);
}

static inline void lock_wakeup(lock_t lock)
{
    if (lock->waiting) {
        lock->waiting = FALSE;
        thread_wakeup(lock);
    }
}

void lock_write(lock_t lock)
{
    if (lock->thread == current_thread()) {
        lock->recursion_depth++;
        return;
    }
    while (lock->want_write)
        lock_wait(lock);
    lock->want_write = TRUE;
    while (lock->read_count != 0 || lock->want_upgrade)
        lock_wait(lock);
}

void lock_read(lock_t lock)
{
    if (lock->thread == current_thread()) {
        lock->read_count++;
        return;
    }
    while (lock->want_write || lock->want_upgrade)
        lock_wait(lock);
    lock->read_count++;
}

void lock_done(lock_t lock)
{
    if (lock->read_count != 0)
        lock->read_count--;
    else if (lock->recursion_depth != 0)
        lock->recursion_depth--;
    else if (lock->want_upgrade)
        lock->want_upgrade = FALSE;
    else
        lock->want_write = FALSE;
    lock_wakeup(lock);
}

boolean_t lock_read_to_write(lock_t lock)
{
    lock->read_count--;
    if (lock->thread == current_thread()) {
        lock->recursion_depth++;
        return FALSE;
    }
    if (lock->want_upgrade) {
        lock_wakeup(lock);
        return TRUE;
    }
    lock->want_upgrade = TRUE;
    while (lock->read_count != 0)
        lock_wait(lock);
    return FALSE;
}

void lock_write_to_read(lock_t lock)
{
    lock->read_count++;
    if (lock->recursion_depth != 0)
        lock->recursion_depth--;
    else if (lock->want_upgrade)
        lock->want_upgrade = FALSE;
    else
        lock->want_write = FALSE;
    lock_wakeup(lock);
}

boolean_t lock_try_write(lock_t lock)
{
    if (lock->thread == current_thread()) {
        lock->recursion_depth++;
        return TRUE;
    }
    if (lock->want_write || lock->want_upgrade || lock->read_count != 0)
        return FALSE;
    lock->want_write = TRUE;
    return TRUE;
}

boolean_t lock_try_read(lock_t lock)
{
    if (lock->thread != current_thread() && (lock->want_write || lock->want_upgrade))
        return FALSE;
    lock->read_count++;
    return TRUE;
}

boolean_t lock_try_read_to_write(lock_t lock)
{
    if (lock->thread == current_thread()) {
        lock->read_count--;
        lock->recursion_depth++;
        return TRUE;
    }
    if (lock->want_upgrade)
        return FALSE;
    lock->want_upgrade = TRUE;
    lock->read_count--;
    while (lock->read_count != 0)
        lock_wait(lock);
    return TRUE;
}

void lock_set_recursive(lock_t lock)
{
    if (!lock->want_write)
        panic("lock_set_recursive: not held for writing");
    lock->thread = current_thread();
}

void lock_clear_recursive(lock_t lock)
{
    if (lock->thread != current_thread())
        panic("lock_clear_recursive: another thread's");
    if (lock->recursion_depth == 0)
        lock->thread = THREAD_NULL;
}
