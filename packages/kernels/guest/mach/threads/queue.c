/* Threads that wait, first come, first served; and how they wait: for a message that says no more. */
#include "threads.h"

#include <mach/mach.h>

void queue_append(struct cthread_queue *queue, struct cthread *thread)
{
    thread->next = NULL;
    if (queue->head == NULL)
        queue->head = thread;
    else
        queue->tail->next = thread;
    queue->tail = thread;
    thread->waiting = true;
}

struct cthread *queue_take(struct cthread_queue *queue)
{
    struct cthread *first = queue->head;

    if (first != NULL) {
        queue->head = first->next;
        first->waiting = false;
    }
    return first;
}

void wait_for_wakeup(struct cthread *self)
{
    mach_msg_header_t message;

    (void)mach_msg(&message, MACH_RCV_MSG, 0, sizeof message, self->wait_port, MACH_MSG_TIMEOUT_NONE,
                   MACH_PORT_NULL);
}

/* The port's queue takes the message whether its thread waits already or will: each wait has one. */
void wake(struct cthread *thread)
{
    mach_msg_header_t message = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND_ONCE, 0),
        .msgh_size = sizeof message,
        .msgh_remote_port = thread->wait_port,
        .msgh_local_port = MACH_PORT_NULL,
    };

    (void)mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE,
                   MACH_PORT_NULL);
}
