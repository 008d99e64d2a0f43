/*
 * The change from the running thread to another (of Mach 3.0's kern/sched_prim.c). A thread that gives
 * way with a continuation leaves its stack, by hand-off, to one that has none, or to the free stacks.
 */
#include <kern/ipc_sched.h>
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mips/pcb.h>
#include <mips/spl.h>

/* `thread` does not run any more, and its stack, if it has given that up, is another's: it stops, waits,
 * or is put in a run queue. */
static inline void thread_left(thread_t thread)
{
    switch (thread->state & ~TH_SWAP_STATE) {
    case TH_RUN:
    case TH_RUN | TH_UNINT:
    case TH_RUN | TH_SUSP | TH_UNINT:
        thread_setrun(thread, FALSE);
        break;
    case TH_RUN | TH_WAIT:
    case TH_RUN | TH_WAIT | TH_UNINT:
    case TH_RUN | TH_WAIT | TH_SUSP | TH_UNINT:
        thread->state &= ~TH_RUN;
        break;
    case TH_RUN | TH_SUSP:
    case TH_RUN | TH_SUSP | TH_HALTED:
    case TH_RUN | TH_WAIT | TH_SUSP:
        thread->state &= ~TH_RUN;
        if (thread->wake_active) {
            thread->wake_active = FALSE;
            thread_wakeup(&thread->wake_active);
        }
        break;
    case TH_RUN | TH_IDLE:
        break;
    default:
        panic("thread_left: thread %x in state %x", (unsigned)(vm_offset_t)thread, thread->state);
    }
}

/* On the stack of the thread that runs now: what becomes of the one before. */
void thread_dispatch(thread_t thread)
{
    if (thread->swap_func != CONTINUATION_NULL) {
        thread->state |= TH_SWAPPED;
        stack_free(thread);
    }
    thread_left(thread);
}

/* Where a thread begins on a stack that it has been given. */
void thread_continue(thread_t old_thread)
{
    continuation_t continuation = current_thread()->swap_func;

    if (old_thread != THREAD_NULL)
        thread_dispatch(old_thread);
    (void)spl0();
    (*continuation)();
}

/* FALSE: new_thread cannot run yet, for there is no stack for it; another is to be chosen. */
boolean_t thread_invoke(thread_t old_thread, continuation_t continuation, thread_t new_thread)
{
    if (old_thread == new_thread) {
        new_thread->state &= ~TH_UNINT;
        if (continuation != CONTINUATION_NULL) {
            (void)spl0();
            call_continuation(continuation);
        }
        return TRUE;
    }
    switch (new_thread->state & TH_SWAP_STATE) {
    case TH_SWAPPED:
        if (continuation != CONTINUATION_NULL && old_thread->stack_privilege != old_thread->kernel_stack) {
            new_thread->state &= ~(TH_SWAP_STATE | TH_UNINT);
            ast_context(new_thread, cpu_number());
            old_thread->swap_func = continuation;
            stack_handoff(old_thread, new_thread);
            old_thread->state |= TH_SWAPPED;
            thread_left(old_thread);
            (void)spl0();
            call_continuation(new_thread->swap_func);
        }
        if (!stack_alloc_try(new_thread, thread_continue)) {
            thread_swapin(new_thread);
            return FALSE;
        }
        break;
    case TH_SW_COMING_IN:
        thread_swapin(new_thread);
        return FALSE;
    }
    new_thread->state &= ~(TH_SWAP_STATE | TH_UNINT);
    ast_context(new_thread, cpu_number());
    thread_dispatch(switch_context(old_thread, continuation, new_thread));
    return TRUE;
}

/* It may have been interrupted within a sequence that is to begin again. */
static void recover_ras(thread_t thread)
{
    user_regs(thread)->pc = ras_restart(thread->task, user_regs(thread)->pc);
}

void thread_block(continuation_t continuation)
{
    thread_t thread = current_thread();
    processor_t processor = current_processor();
    spl_t s;

    if (thread->task->fast_tas[0].base != 0)
        recover_ras(thread);
    s = splsched();
    ast_off(cpu_number(), AST_BLOCK);
    while (!thread_invoke(thread, continuation, thread_select(processor)))
        ;
    splx(s);
}

void thread_run(continuation_t continuation, thread_t new_thread)
{
    thread_t thread = current_thread();
    spl_t s = splsched();

    while (!thread_invoke(thread, continuation, new_thread))
        new_thread = thread_select(current_processor());
    splx(s);
}

/* ---- the idle thread ---- */

/* Nobody can run: waits for an interrupt that changes it. Entered by a call, for the manifest. */
__attribute__((noinline)) void idle_wait(const volatile struct processor *processor)
{
    while (processor->next_thread == THREAD_NULL && processor->runq.count == 0 &&
           processor->processor_set->runq.count == 0)
        ;
}

static void idle_thread_continue(void)
{
    processor_t processor = current_processor();

    for (;;) {
        thread_t thread;

        processor->state = PROCESSOR_IDLE;
        (void)spl0();
        idle_wait(processor);
        (void)splsched();
        processor->state = PROCESSOR_RUNNING;
        thread = processor->next_thread;
        processor->next_thread = THREAD_NULL;
        if (thread != THREAD_NULL) {
            processor->quantum = processor->processor_set->set_quantum;
            processor->first_quantum = TRUE;
            thread_run(idle_thread_continue, thread);
        } else {
            thread_block(idle_thread_continue);
        }
    }
}

void idle_thread(void)
{
    thread_t self = current_thread();

    stack_privilege(self);
    (void)splsched();
    self->priority = NRQS - 1;
    self->sched_pri = NRQS - 1;
    self->state |= TH_IDLE;
    current_processor()->idle_thread = self;
    thread_block(idle_thread_continue);
}
