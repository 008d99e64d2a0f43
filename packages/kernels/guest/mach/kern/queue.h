/*
 * Doubly linked lists (Mach 3.0's kern/queue.h): a head is an element like the others, and the list a
 * ring. The chain is a field of what is in the list; queues whose chain comes first can be used with the
 * plain functions and a cast, others with the macros that are told its name.
 */
#ifndef KERN_QUEUE_H
#define KERN_QUEUE_H

#include <mach/boolean.h>

struct queue_entry {
    struct queue_entry *next, *prev;
};

typedef struct queue_entry *queue_t;
typedef struct queue_entry *queue_entry_t;
typedef struct queue_entry queue_head_t;
typedef struct queue_entry queue_chain_t;

#define queue_init(q) ((q)->next = (q)->prev = (q))
#define queue_first(q) ((q)->next)
#define queue_next(e) ((e)->next)
#define queue_last(q) ((q)->prev)
#define queue_prev(e) ((e)->prev)
#define queue_end(q, e) ((q) == (e))
#define queue_empty(q) queue_end((q), queue_first(q))

void enqueue_head(queue_t q, queue_entry_t e);
void enqueue_tail(queue_t q, queue_entry_t e);
queue_entry_t dequeue_head(queue_t q); /* 0: it is empty */
queue_entry_t dequeue_tail(queue_t q);
void remqueue(queue_t q, queue_entry_t e);
/* Behind `predecessor`, which is an element or a head. */
void insque(queue_entry_t e, queue_entry_t predecessor);
void remque(queue_entry_t e);

#define enqueue(q, e) enqueue_tail(q, e)
#define dequeue(q) dequeue_head(q)

/* ---- lists of elements of `type` whose chain is the field `field` ---- */
#define queue_enter(head, element, type, field)               \
    do {                                                      \
        queue_entry_t tail_ = (head)->prev;                   \
        if ((head) == tail_)                                  \
            (head)->next = (queue_entry_t)(element);          \
        else                                                  \
            ((type)tail_)->field.next = (queue_entry_t)(element); \
        (element)->field.prev = tail_;                        \
        (element)->field.next = (head);                       \
        (head)->prev = (queue_entry_t)(element);              \
    } while (0)

#define queue_enter_first(head, element, type, field)         \
    do {                                                      \
        queue_entry_t first_ = (head)->next;                  \
        if ((head) == first_)                                 \
            (head)->prev = (queue_entry_t)(element);          \
        else                                                  \
            ((type)first_)->field.prev = (queue_entry_t)(element); \
        (element)->field.next = first_;                       \
        (element)->field.prev = (head);                       \
        (head)->next = (queue_entry_t)(element);              \
    } while (0)

#define queue_remove(head, element, type, field)              \
    do {                                                      \
        queue_entry_t next_ = (element)->field.next;          \
        queue_entry_t prev_ = (element)->field.prev;          \
        if ((head) == next_)                                  \
            (head)->prev = prev_;                             \
        else                                                  \
            ((type)next_)->field.prev = prev_;                \
        if ((head) == prev_)                                  \
            (head)->next = next_;                             \
        else                                                  \
            ((type)prev_)->field.next = next_;                \
    } while (0)

#define queue_remove_first(head, element, type, field)        \
    do {                                                      \
        queue_entry_t next_;                                  \
        (element) = (type)(head)->next;                       \
        next_ = (element)->field.next;                        \
        if ((head) == next_)                                  \
            (head)->prev = (head);                            \
        else                                                  \
            ((type)next_)->field.prev = (head);               \
        (head)->next = next_;                                 \
    } while (0)

#define queue_remove_last(head, element, type, field)         \
    do {                                                      \
        queue_entry_t prev_;                                  \
        (element) = (type)(head)->prev;                       \
        prev_ = (element)->field.prev;                        \
        if ((head) == prev_)                                  \
            (head)->next = (head);                            \
        else                                                  \
            ((type)prev_)->field.next = (head);               \
        (head)->prev = prev_;                                 \
    } while (0)

#define queue_iterate(head, element, type, field)                              \
    for ((element) = (type)queue_first(head); !queue_end((head), (queue_entry_t)(element)); \
         (element) = (type)queue_next(&(element)->field))

#endif
