/*
 * Locks, as in a kernel for several processors. Two kinds:
 *
 * A spin lock guards a structure for some instructions. Its holder neither sleeps nor takes another
 * of the same or a lower order, so that no two processors can wait for each other. There is one
 * processor here, which finds none of them held: that is checked, not waited for. Structures that
 * interrupts use have their interrupt level beside their lock.
 *
 * A sleep lock guards a structure for as long as it takes, transfers included: shared by readers, or
 * one holder's, who may take it again if it is made so. Who waits sleeps. 4.4BSD's lockmgr.
 */
#ifndef UNIX_LOCK_H
#define UNIX_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct proc;

/* The order in which spin locks are taken, the first first. Those that interrupts take come after
 * those that they may find held. */
enum lock_order {
    ORDER_MOUNTS,      /* the list of mounted file systems */
    ORDER_PROCESSES,   /* the table of processes, its lists and families */
    ORDER_FILES,       /* the table of open files */
    ORDER_NAMES,       /* the cache of names */
    ORDER_INODES,      /* the hash chains of inodes */
    ORDER_VNODE,       /* a vnode: its flags, its references */
    ORDER_VNODE_LIST,  /* vnodes without references */
    ORDER_SLEEP_LOCK,  /* a sleep lock that belongs to nothing with an interlock of its own */
    ORDER_CREDENTIALS, /* counts of those who have them */
    ORDER_BUFFERS,     /* which buffer has which block */
    ORDER_TEXTS,       /* the table of programs' texts */
    ORDER_SPACES,      /* what a space has, as it is counted */
    ORDER_RESOURCES,   /* resource maps: swap space, kernel addresses */
    ORDER_BUFFER_LIST, /* which buffers are free; splbio */
    ORDER_CHARACTERS,  /* blocks of characters of terminals; spltty */
    ORDER_MEMORY,      /* pieces of memory; splhigh */
    ORDER_CORE,        /* who has each frame of memory; splhigh */
    ORDER_CALLOUTS,    /* functions to be called later; splclock */
    ORDER_SLEEP,       /* sleep queues; splhigh */
    ORDER_RUN,         /* run queues; splhigh */
    LOCK_ORDERS
};

struct spin_lock {
    const char *s_name;
    struct processor *s_holder; /* NULL: nobody */
    uint32_t s_order;
    uint32_t s_taken;           /* times */
};

/* What a processor holds: one lock of each order at most. */
struct processor {
    uint32_t c_orders; /* a bit for each order that it holds */
    struct spin_lock *c_held[LOCK_ORDERS];
};
extern struct processor processor;

void spin_start(struct spin_lock *lock, const char *name, enum lock_order order);
void spin_take(struct spin_lock *lock);
void spin_release(struct spin_lock *lock);
/* Panics if the processor holds any: before a sleep. */
void spin_check_none(const char *why);

struct lock {
    struct spin_lock *l_interlock; /* guards the rest */
    const char *l_name;
    struct proc *l_holder; /* exclusive */
    uint16_t l_flags;
    uint8_t l_priority;    /* of who waits */
    int16_t l_shared;      /* readers */
    int16_t l_depth;       /* times that its holder has taken it */
    int16_t l_waiting;
    uint32_t l_taken;      /* times */
    uint32_t l_waits;      /* of which someone had to wait */
};

/* l_flags */
#define L_RECURSE 0x01      /* made so: its holder may take it again */
#define L_EXCLUSIVE 0x02    /* held by one */
#define L_WANT_EXCLUSIVE 0x04 /* someone waits to be the one: no new readers */
#define L_WANT_UPGRADE 0x08 /* a reader waits to be the one: goes first */
#define L_DRAINING 0x10     /* someone waits for the last use */
#define L_DRAINED 0x20      /* had it: nobody may use it until it is released */

/* What is asked for. */
enum lock_how {
    LOCK_SHARED,
    LOCK_EXCLUSIVE,
    LOCK_UPGRADE,   /* a reader becomes the holder; EBUSY, and the lock is lost, if another is about to */
    LOCK_DOWNGRADE, /* the holder becomes a reader */
    LOCK_RELEASE,
    LOCK_DRAIN,     /* exclusive, when nobody has it or waits for it: before it goes away */
};
#define LOCK_HOW 0x0f
#define LOCK_NO_WAIT 0x10   /* EBUSY instead */
#define LOCK_INTERLOCK 0x20 /* its interlock is held already; it is released in any case */

/* `interlock` is that of what the lock belongs to. */
void lock_start(struct lock *lock, struct spin_lock *interlock, const char *name, int priority,
                unsigned flags /* L_RECURSE */);
/* 0, or EBUSY as above. */
int lock_manage(struct lock *lock, unsigned how);
/* Does the current process hold it exclusively (`shared`: or does anyone as a reader)? */
bool lock_held(struct lock *lock, bool shared);

#endif
