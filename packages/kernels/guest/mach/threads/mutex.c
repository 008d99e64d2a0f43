/*
 * Mutexes and conditions. Who finds a mutex held waits in its queue, and is given it by who lets go:
 * nobody else gets in between. Nothing is touched of a thread that waits after it has been woken.
 */
#include "threads.h"

void mutex_lock(struct mutex *mutex)
{
    struct cthread *self;

    spin_lock(&mutex->lock);
    if (!mutex->held) {
        mutex->held = true;
        spin_unlock(&mutex->lock);
        return;
    }
    self = cthread_self();
    queue_append(&mutex->waiters, self);
    spin_unlock(&mutex->lock);
    wait_for_wakeup(self); /* the mutex is held for it */
}

void mutex_unlock(struct mutex *mutex)
{
    struct cthread *next;

    spin_lock(&mutex->lock);
    next = queue_take(&mutex->waiters);
    if (next == NULL)
        mutex->held = false;
    spin_unlock(&mutex->lock);
    if (next != NULL)
        wake(next);
}

void condition_wait(struct condition *condition, struct mutex *mutex)
{
    struct cthread *self = cthread_self();

    spin_lock(&condition->lock);
    queue_append(&condition->waiters, self);
    spin_unlock(&condition->lock);
    mutex_unlock(mutex);
    wait_for_wakeup(self);
    mutex_lock(mutex);
}

void condition_signal(struct condition *condition)
{
    struct cthread *first;

    if (condition->waiters.head == NULL)
        return;
    spin_lock(&condition->lock);
    first = queue_take(&condition->waiters);
    spin_unlock(&condition->lock);
    if (first != NULL)
        wake(first);
}

void condition_broadcast(struct condition *condition)
{
    struct cthread_queue all;
    struct cthread *thread;

    spin_lock(&condition->lock);
    all = condition->waiters;
    condition->waiters.head = NULL;
    spin_unlock(&condition->lock);
    while ((thread = queue_take(&all)) != NULL)
        wake(thread);
}
