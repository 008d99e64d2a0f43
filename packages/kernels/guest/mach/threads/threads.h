/* The parts of the package among themselves. */
#ifndef THREADS_THREADS_H
#define THREADS_THREADS_H

#include "cthreads.h"

void queue_append(struct cthread_queue *queue, struct cthread *thread);
struct cthread *queue_take(struct cthread_queue *queue); /* NULL: it is empty */
void wait_for_wakeup(struct cthread *self);
void wake(struct cthread *thread);

/* A stack with its struct cthread; NULL: no memory. stack_top() is where it begins. */
struct cthread *stack_make(void);
static inline uintptr_t stack_top_of(struct cthread *thread)
{
    return (uintptr_t)thread + CTHREAD_STACK_BYTES;
}
/* switch.S: function(argument) on the stack that ends at `top`; it does not return. */
_Noreturn void stack_call(uintptr_t top, void (*function)(void *), void *argument);

#endif
