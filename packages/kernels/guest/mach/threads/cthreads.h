/*
 * C threads: threads of a task for programs in C, with mutexes and conditions, after the package of
 * that name for Mach (Cooper and Draves, CMU-CS-88-154). Each is a thread of the kernel's. A stack is a
 * piece of memory at a multiple of its size; the first of its pages describes its thread, the second
 * must not be touched, the stack grows down to that. So a thread finds itself by its stack pointer.
 */
#ifndef THREADS_CTHREADS_H
#define THREADS_CTHREADS_H

#include <mach/message.h>
#include <mach/port.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CTHREAD_STACK_BYTES 0x8000u

/* Words of a lock: 0 is free. A test-and-set is a sequence that the kernel begins again when it
 * interrupts it (lock.S). */
typedef volatile int spin_lock_t;
#define SPIN_LOCK_FREE 0

struct cthread {
    struct cthread *next;    /* in the queue of a mutex or a condition, or among the idle ones */
    mach_port_t wait_port;   /* receives what ends its wait */
    mach_port_t kernel;      /* the kernel's thread */
    mach_port_t reply_port;  /* of its calls (libmach) */
    bool waiting;            /* in a queue */
    void *(*function)(void *);
    void *argument;
    void *data;              /* of whoever uses the package */
};

struct cthread_queue {
    struct cthread *head, *tail;
};

struct mutex {
    spin_lock_t lock;        /* of this structure */
    bool held;
    struct cthread_queue waiters;
};

struct condition {
    spin_lock_t lock;
    struct cthread_queue waiters;
};

static inline struct cthread *cthread_self(void)
{
    register uintptr_t sp __asm__("sp");

    return (struct cthread *)(sp & ~(uintptr_t)(CTHREAD_STACK_BYTES - 1));
}

/* The thread that runs goes on with function(), on a stack as above. Called once, first of all. */
_Noreturn void cthreads_start(void (*function)(void));
/* A thread that calls function(argument); its end is the end of the thread. NULL: no memory. */
struct cthread *cthread_fork(void *(*function)(void *), void *argument);
_Noreturn void cthread_exit(void);
/* Others may run. */
void cthread_yield(void);

bool spin_try_lock(spin_lock_t *lock); /* lock.S */
void spin_lock_wait(spin_lock_t *lock);
static inline void spin_lock(spin_lock_t *lock)
{
    if (!spin_try_lock(lock))
        spin_lock_wait(lock);
}
static inline void spin_unlock(spin_lock_t *lock)
{
    *lock = SPIN_LOCK_FREE;
}

void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);
/* Lets go of the mutex, waits for condition_signal or condition_broadcast, and takes it again. */
void condition_wait(struct condition *condition, struct mutex *mutex);
void condition_signal(struct condition *condition);
void condition_broadcast(struct condition *condition);

#endif
