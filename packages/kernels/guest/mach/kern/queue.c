/* Queues whose chain is the first field of their elements (Mach 3.0's kern/queue.c). */
#include <kern/queue.h>

void enqueue_head(queue_t q, queue_entry_t e)
{
    queue_entry_t first = q->next;

    e->next = first;
    e->prev = q;
    first->prev = e;
    q->next = e;
}

void enqueue_tail(queue_t q, queue_entry_t e)
{
    queue_entry_t last = q->prev;

    e->next = q;
    e->prev = last;
    last->next = e;
    q->prev = e;
}

queue_entry_t dequeue_head(queue_t q)
{
    queue_entry_t e = q->next;

    if (e == q)
        return 0;
    e->next->prev = q;
    q->next = e->next;
    return e;
}

queue_entry_t dequeue_tail(queue_t q)
{
    queue_entry_t e = q->prev;

    if (e == q)
        return 0;
    e->prev->next = q;
    q->prev = e->prev;
    return e;
}

void remqueue(queue_t q, queue_entry_t e)
{
    (void)q;
    e->next->prev = e->prev;
    e->prev->next = e->next;
}

void insque(queue_entry_t e, queue_entry_t predecessor)
{
    e->next = predecessor->next;
    e->prev = predecessor;
    predecessor->next->prev = e;
    predecessor->next = e;
}

void remque(queue_entry_t e)
{
    e->next->prev = e->prev;
    e->prev->next = e->next;
}
