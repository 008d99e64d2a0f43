/* Threads that wait in IPC, in rings through their ith_next and ith_prev (Mach 3.0's ipc_thread). */
#ifndef IPC_IPC_THREAD_H
#define IPC_IPC_THREAD_H

#include <ipc/ipc_kmsg_queue.h>
#include <ipc/ipc_types.h>

#define ipc_thread_queue_init(queue) ((void)((queue)->ithq_base = ITH_NULL))
#define ipc_thread_queue_empty(queue) ((queue)->ithq_base == ITH_NULL)
#define ipc_thread_queue_first(queue) ((queue)->ithq_base)
#define ipc_thread_links_init(thread) ((void)((thread)->ith_next = (thread)->ith_prev = (thread)))

/* The ring's first thread leaves it; for paths that cannot afford a call. */
#define ipc_thread_rmqueue_first_macro(queue, thread)              \
    do {                                                           \
        ipc_thread_t ith_following = (thread)->ith_next;           \
        if (ith_following == (thread)) {                           \
            (queue)->ithq_base = ITH_NULL;                         \
        } else {                                                   \
            ipc_thread_t ith_last = (thread)->ith_prev;            \
            (queue)->ithq_base = ith_following;                    \
            ith_following->ith_prev = ith_last;                    \
            ith_last->ith_next = ith_following;                    \
            ipc_thread_links_init(thread);                         \
        }                                                          \
    } while (0)

#define ipc_thread_enqueue_macro(queue, thread)                    \
    do {                                                           \
        ipc_thread_t ith_first = (queue)->ithq_base;               \
        if (ith_first == ITH_NULL) {                               \
            (queue)->ithq_base = (thread);                         \
        } else {                                                   \
            ipc_thread_t ith_last = ith_first->ith_prev;           \
            (thread)->ith_next = ith_first;                        \
            (thread)->ith_prev = ith_last;                         \
            ith_first->ith_prev = (thread);                        \
            ith_last->ith_next = (thread);                         \
        }                                                          \
    } while (0)

void ipc_thread_enqueue(ipc_thread_queue_t queue, ipc_thread_t thread);
ipc_thread_t ipc_thread_dequeue(ipc_thread_queue_t queue);
void ipc_thread_rmqueue(ipc_thread_queue_t queue, ipc_thread_t thread);

#endif
