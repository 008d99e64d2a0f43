/*
 * Locks (Mach 3.0's kern/lock.h). On one processor, in a kernel that is not preempted, the simple ones
 * are nothing. Those for readers and writers are held over a wait, and are real.
 */
#ifndef KERN_LOCK_H
#define KERN_LOCK_H

#include <mach/boolean.h>

struct thread;

/* ---- simple locks: to nothing ---- */
#define decl_simple_lock_data(class, name)
#define simple_lock_addr(lock) ((void *)0)
#define simple_lock_init(lock) ((void)0)
#define simple_lock(lock) ((void)0)
#define simple_unlock(lock) ((void)0)
#define simple_lock_try(lock) TRUE
#define simple_lock_taken(lock) TRUE

/* ---- locks of many readers or one writer ---- */
struct lock {
    struct thread *thread; /* who holds it for writing and may take it again */
    unsigned read_count : 16, want_upgrade : 1, want_write : 1, waiting : 1, can_sleep : 1,
        recursion_depth : 12;
};

typedef struct lock lock_data_t;
typedef struct lock *lock_t;

void lock_init(lock_t lock, boolean_t can_sleep);
void lock_sleepable(lock_t lock, boolean_t can_sleep);
void lock_write(lock_t lock);
void lock_read(lock_t lock);
void lock_done(lock_t lock);
/* From reading to writing. TRUE: somebody else was first, and the lock is not held any more. */
boolean_t lock_read_to_write(lock_t lock);
void lock_write_to_read(lock_t lock);
boolean_t lock_try_write(lock_t lock);
boolean_t lock_try_read(lock_t lock);
boolean_t lock_try_read_to_write(lock_t lock);
void lock_set_recursive(lock_t lock);
void lock_clear_recursive(lock_t lock);

#define lock_read_done(lock) lock_done(lock)
#define lock_write_done(lock) lock_done(lock)

#endif
