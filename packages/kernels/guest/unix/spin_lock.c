/*
 * Spin locks. A word says of which orders the processor holds one, so that the order is checked when
 * one is taken, and a sleep with one held is found at once. Interrupts take theirs on top of what they
 * interrupt, which cannot have them: it would have kept the interrupt out.
 */
#include <unix/kernel.h>
#include <unix/lock.h>

struct processor processor;

void spin_start(struct spin_lock *lock, const char *name, enum lock_order order)
{
    lock->s_name = name;
    lock->s_holder = NULL;
    lock->s_order = order;
    lock->s_taken = 0;
}

/* The last one taken; NULL: none. */
static struct spin_lock *last_held(void)
{
    int order = LOCK_ORDERS;

    while (--order >= 0)
        if (processor.c_orders & 1u << order)
            return processor.c_held[order];
    return NULL;
}

void spin_take(struct spin_lock *lock)
{
    struct processor *cpu = &processor;
    uint32_t held = cpu->c_orders;

    if (lock->s_holder != NULL || held >> lock->s_order != 0)
        panic("spin lock %s after %s", lock->s_name, held != 0 ? last_held()->s_name : "itself");
    cpu->c_orders = held | 1u << lock->s_order;
    cpu->c_held[lock->s_order] = lock;
    lock->s_holder = cpu;
    lock->s_taken++;
}

void spin_release(struct spin_lock *lock)
{
    struct processor *cpu = &processor;

    if (lock->s_holder != cpu)
        panic("spin lock %s: released by who has it not", lock->s_name);
    lock->s_holder = NULL;
    cpu->c_orders &= ~(1u << lock->s_order);
}

void spin_check_none(const char *why)
{
    if (processor.c_orders != 0)
        panic("sleeps on %s with spin lock %s", why, last_held()->s_name);
}
