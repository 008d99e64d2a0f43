/* What IPC needs of the scheduler (Mach 3.0's kern/ipc_sched.h). */
#ifndef KERN_IPC_SCHED_H
#define KERN_IPC_SCHED_H

#include <kern/kern_types.h>
#include <mach/message.h>

/* As clear_wait(thread, THREAD_AWAKENED, FALSE), for a thread that waits without an event. */
void thread_go(thread_t thread);
void thread_will_wait(thread_t thread);
void thread_will_wait_with_timeout(thread_t thread, mach_msg_timeout_t milliseconds);

/*
 * The running thread `old` waits, with `continuation`, and `new`, which waits without a stack, runs on
 * its stack at once. TRUE: done, the caller is `new` now. FALSE: nothing has happened, for new has a
 * stack, or is not there to be run.
 */
boolean_t thread_handoff(thread_t old, continuation_t continuation, thread_t new);

#define convert_ipc_timeout_to_ticks(milliseconds) \
    ((unsigned)((milliseconds) * (hz / 8) + 124) / 125)

#endif
