/* Rings of waiting threads, out of line (Mach 3.0's ipc/ipc_thread.c). */
#include <ipc/ipc_thread.h>
#include <kern/thread.h>

void ipc_thread_enqueue(ipc_thread_queue_t queue, ipc_thread_t thread)
{
    ipc_thread_enqueue_macro(queue, thread);
}

ipc_thread_t ipc_thread_dequeue(ipc_thread_queue_t queue)
{
    ipc_thread_t first = ipc_thread_queue_first(queue);

    if (first != ITH_NULL)
        ipc_thread_rmqueue_first_macro(queue, first);
    return first;
}

void ipc_thread_rmqueue(ipc_thread_queue_t queue, ipc_thread_t thread)
{
    ipc_thread_t next = thread->ith_next, previous = thread->ith_prev;

    if (next == thread) {
        queue->ithq_base = ITH_NULL;
        return;
    }
    if (queue->ithq_base == thread)
        queue->ithq_base = next;
    next->ith_prev = previous;
    previous->ith_next = next;
    ipc_thread_links_init(thread);
}
