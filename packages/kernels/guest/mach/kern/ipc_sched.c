/* Waiting for messages, and hand-off of the processor with them (Mach 3.0's kern/ipc_sched.c). */
#include <kern/ipc_sched.h>

#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mips/spl.h>

void thread_go(thread_t thread)
{
    spl_t s = splsched();
    int state = thread->state;

    reset_timeout_check(&thread->timer);
    if (state & TH_WAIT) {
        thread->wait_result = THREAD_AWAKENED;
        if ((state & (TH_RUN | TH_SUSP)) == 0) {
            thread->state = (state & ~TH_WAIT) | TH_RUN;
            thread_setrun(thread, TRUE);
        } else {
            thread->state = state & ~TH_WAIT;
        }
    }
    splx(s);
}

void thread_will_wait(thread_t thread)
{
    spl_t s = splsched();

    thread->wait_result = -1; /* none yet */
    thread->state |= TH_WAIT;
    splx(s);
}

void thread_will_wait_with_timeout(thread_t thread, mach_msg_timeout_t milliseconds)
{
    unsigned ticks = convert_ipc_timeout_to_ticks(milliseconds);
    spl_t s = splsched();

    thread->wait_result = -1;
    thread->state |= TH_WAIT;
    set_timeout(&thread->timer, ticks);
    splx(s);
}

boolean_t thread_handoff(thread_t old, continuation_t continuation, thread_t new)
{
    spl_t s = splsched();

    /* It must wait without a stack, and ours must not be ours for good. */
    if (new->state != (TH_WAIT | TH_SWAPPED) || new->bound_processor != PROCESSOR_NULL ||
        old->stack_privilege == old->kernel_stack) {
        splx(s);
        return FALSE;
    }
    reset_timeout_check(&new->timer);
    new->state = TH_RUN;
    new->wait_result = THREAD_AWAKENED;
    ast_context(new, cpu_number());
    stack_handoff(old, new);

    /* Now `new` runs. The old one waits; it may have been stopped meanwhile. */
    old->swap_func = continuation;
    if (old->state == TH_RUN) {
        old->state = TH_WAIT | TH_SWAPPED;
    } else {
        old->state = (old->state & ~TH_RUN) | TH_WAIT | TH_SWAPPED;
        if (old->wake_active) {
            old->wake_active = FALSE;
            thread_wakeup(&old->wake_active);
        }
    }
    splx(s);
    return TRUE;
}
