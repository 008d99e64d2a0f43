/*
 * How threads are stopped (of Mach 3.0's kern/thread.c). Stopped (TH_SUSP) is a thread that does not run
 * and will not; halted (TH_HALTED) one that has stopped at a clean point: it is on its way to user mode,
 * all of its registers are in the pcb, and the kernel has forgotten what it was doing.
 */
#include <kern/thread.h>

#include <ipc/ipc_tt.h>
#include <ipc/mach_msg.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <mips/pcb.h>
#include <mips/spl.h>

static queue_head_t reaper_queue = { &reaper_queue, &reaper_queue };

void thread_hold(thread_t thread)
{
    spl_t s = splsched();

    thread->suspend_count++;
    thread->state |= TH_SUSP;
    splx(s);
}

void thread_release(thread_t thread)
{
    spl_t s = splsched();

    if (--thread->suspend_count == 0) {
        thread->state &= ~(TH_SUSP | TH_HALTED);
        if ((thread->state & (TH_WAIT | TH_RUN)) == 0) {
            thread->state |= TH_RUN;
            thread_setrun(thread, TRUE);
        }
    }
    splx(s);
}

/*
 * Waits until the thread, which is held, has stopped. KERN_ABORTED: the caller is to halt itself, and
 * must_halt was not set.
 */
kern_return_t thread_dowait(thread_t thread, boolean_t must_halt)
{
    spl_t s = splsched();
    kern_return_t result = KERN_SUCCESS;

    for (;;) {
        int state = thread->state & TH_SCHED_STATE;

        if (state == TH_SUSP || state == (TH_WAIT | TH_SUSP))
            break;
        if (state == (TH_RUN | TH_SUSP) && rem_runq(thread) != RUN_QUEUE_NULL) {
            thread->state &= ~TH_RUN;
            break;
        }
        thread->wake_active = TRUE;
        assert_wait(&thread->wake_active, !must_halt);
        thread_block(CONTINUATION_NULL);
        if (!must_halt && current_thread()->wait_result != THREAD_AWAKENED) {
            result = KERN_ABORTED;
            break;
        }
    }
    if (result == KERN_SUCCESS && thread->wake_active) {
        thread->wake_active = FALSE;
        thread_wakeup(&thread->wake_active);
    }
    splx(s);
    return result;
}

/* It has nothing to lose in the kernel: it is halted where it is. */
static boolean_t halt_at_clean_point(thread_t thread)
{
    if ((thread->state & TH_SWAPPED) == 0)
        return FALSE;
    if ((thread->state & TH_WAIT) != 0) {
        if ((thread->swap_func != mach_msg_continue && thread->swap_func != mach_msg_receive_continue) ||
            !mach_msg_interrupt(thread))
            return FALSE;
        reset_timeout_check(&thread->timer);
    } else if (thread->swap_func != thread_exception_return &&
               thread->swap_func != thread_bootstrap_return) {
        return FALSE;
    }
    (void)rem_runq(thread);
    thread->state = (thread->state & ~(TH_WAIT | TH_RUN)) | TH_SUSP | TH_HALTED;
    thread->swap_func = thread_exception_return;
    return TRUE;
}

/* It must go on until it halts itself, stopped or not; and not wait for anything that may not come. */
static void halt_ask(thread_t thread)
{
    thread_ast_set(thread, AST_HALT);
    thread->state &= ~TH_SUSP;
    if (thread->state & TH_WAIT) {
        clear_wait(thread, THREAD_INTERRUPTED, TRUE);
    } else if ((thread->state & TH_RUN) == 0) {
        thread->state |= TH_RUN;
        thread_setrun(thread, TRUE);
    }
}

/*
 * Holds the thread, which is not the running one, and brings it to a clean point. KERN_ABORTED: the
 * caller is to halt itself, and must_halt was not set; the thread is not held.
 */
kern_return_t thread_halt(thread_t thread, boolean_t must_halt)
{
    spl_t s = splsched();

    thread->suspend_count++;
    if (thread->state & TH_HALTED) {
        thread->state |= TH_SUSP;
    } else if ((thread->ast & AST_HALT) != 0 || !halt_at_clean_point(thread)) {
        if ((thread->ast & AST_HALT) == 0)
            halt_ask(thread);
        while ((thread->state & TH_HALTED) == 0) {
            thread->halted = TRUE;
            assert_wait(&thread->halted, !must_halt);
            thread_block(CONTINUATION_NULL);
            if (!must_halt && current_thread()->wait_result != THREAD_AWAKENED) {
                thread_ast_clear(thread, AST_HALT);
                thread_release(thread);
                if (thread->suspend_count > 0)
                    thread->state |= TH_SUSP;
                splx(s);
                return KERN_ABORTED;
            }
        }
    }
    splx(s);
    return KERN_SUCCESS;
}

/* A thread that is terminated, and should not run. */
static void walking_zombie(void)
{
    panic("thread %x goes on after its end", (unsigned)(vm_offset_t)current_thread());
}

/* The running thread is at a clean point: it halts, or ends. Does not return. */
void thread_halt_self(void)
{
    thread_t thread = current_thread();
    spl_t s;

    if (thread->ast & AST_TERMINATE) {
        ipc_thread_disable(thread);
        ipc_thread_terminate(thread);
        thread_hold(thread);
        s = splsched();
        thread_ast_clear(thread, AST_HALT | AST_TERMINATE);
        thread->state |= TH_HALTED; /* for those who wait for that */
        thread->active = FALSE;
        enqueue_tail(&reaper_queue, (queue_entry_t)&thread->saved); /* links are the run queue's */
        thread_wakeup(&reaper_queue);
        thread_wakeup(&thread->halted);
        splx(s);
        thread_block(walking_zombie);
    }
    s = splsched();
    thread_ast_clear(thread, AST_HALT);
    if (thread->suspend_count > 0) {
        thread->state |= TH_HALTED | TH_SUSP;
        thread->halted = FALSE;
        thread_wakeup(&thread->halted);
    }
    splx(s);
    thread_block(thread_exception_return);
}

static void reaper_thread_continue(void)
{
    for (;;) {
        queue_entry_t entry;
        spl_t s = splsched();

        while ((entry = dequeue_head(&reaper_queue)) != 0) {
            thread_t thread = (thread_t)((vm_offset_t)entry - offsetof(struct thread, saved));

            splx(s);
            (void)thread_dowait(thread, TRUE);
            thread_deallocate(thread);
            s = splsched();
        }
        assert_wait(&reaper_queue, FALSE);
        splx(s);
        thread_block(reaper_thread_continue);
    }
}

void reaper_thread(void)
{
    reaper_thread_continue();
}

/* ---- services ---- */

kern_return_t thread_suspend(thread_t thread)
{
    boolean_t hold;
    spl_t s;

    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    s = splsched();
    hold = thread->user_stop_count++ == 0;
    if (hold) {
        thread->suspend_count++;
        thread->state |= TH_SUSP;
    }
    splx(s);
    if (!hold)
        return KERN_SUCCESS;
    if (thread == current_thread())
        ast_on(cpu_number(), AST_BLOCK);
    else
        (void)thread_dowait(thread, TRUE);
    return KERN_SUCCESS;
}

kern_return_t thread_resume(thread_t thread)
{
    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    if (thread->user_stop_count == 0)
        return KERN_FAILURE;
    if (--thread->user_stop_count == 0)
        thread_release(thread);
    return KERN_SUCCESS;
}

kern_return_t thread_abort(thread_t thread)
{
    if (thread == THREAD_NULL || thread == current_thread())
        return KERN_INVALID_ARGUMENT;
    if (thread_halt(thread, FALSE) != KERN_SUCCESS)
        return KERN_ABORTED;
    mach_msg_abort_rpc(thread); /* an exception it was in is over */
    thread_release(thread);
    if (thread->depress_priority >= 0)
        (void)thread_depress_abort(thread);
    return KERN_SUCCESS;
}

/* Ends a thread that is not the running one, which another may be ending, too. */
kern_return_t thread_force_terminate(thread_t thread)
{
    boolean_t mine = thread->active;

    thread->active = FALSE;
    if (!mine)
        return KERN_FAILURE;
    ipc_thread_disable(thread);
    (void)thread_halt(thread, TRUE);
    ipc_thread_terminate(thread);
    thread_deallocate(thread);
    return KERN_SUCCESS;
}

kern_return_t thread_terminate(thread_t thread)
{
    thread_t self = current_thread();

    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    if (thread->task == kernel_task)
        return KERN_FAILURE;
    if (thread == self) {
        if (!thread->active)
            return KERN_FAILURE;
        thread->active = FALSE;
        thread_ast_set(thread, AST_TERMINATE);
        ast_on(cpu_number(), AST_TERMINATE);
        return KERN_SUCCESS;
    }
    if (thread_should_halt(self)) /* it would wait for who may wait for it */
        return KERN_FAILURE;
    return thread_force_terminate(thread);
}
