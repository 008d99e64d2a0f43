/* Traps by which threads give way (Mach 3.0's kern/syscall_subr.c). */
#include <kern/syscall_subr.h>

#include <ipc/ipc_mig.h>
#include <kern/ipc_sched.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mach/thread_switch.h>
#include <mips/spl.h>

/* Is there another thread that wants to run? */
static boolean_t others(void)
{
    processor_t processor = current_processor();

    return processor->runq.count > 0 || processor->processor_set->runq.count > 0;
}

static void swtch_continue(void)
{
    thread_syscall_return(others());
}

/* TRUE: there may be more to run than the caller. */
boolean_t swtch(void)
{
    if (!others())
        return FALSE;
    thread_block(swtch_continue);
    return FALSE;
}

static void swtch_pri_continue(void)
{
    thread_t thread = current_thread();

    if (thread->depress_priority >= 0)
        (void)thread_depress_abort(thread);
    thread_syscall_return(others());
}

/* The same, and others go before the caller, whatever their priority, for a tick. */
boolean_t swtch_pri(int priority)
{
    (void)priority;
    if (!others())
        return FALSE;
    thread_depress_priority(current_thread(), 10);
    thread_block(swtch_pri_continue);
    return FALSE;
}

static void thread_switch_continue(void)
{
    thread_t thread = current_thread();

    if (thread->depress_priority >= 0)
        (void)thread_depress_abort(thread);
    thread_syscall_return(KERN_SUCCESS);
}

/* Gives way to the named thread, if it waits in a run queue. */
static void switch_to(thread_t thread)
{
    spl_t s = splsched();
    run_queue_t rq = rem_runq(thread);

    thread_deallocate(thread);
    splx(s);
    if (rq != RUN_QUEUE_NULL)
        thread_run(thread_switch_continue, thread);
}

kern_return_t thread_switch(mach_port_t thread_name, int option, mach_msg_timeout_t milliseconds)
{
    thread_t self = current_thread();

    switch (option) {
    case SWITCH_OPTION_NONE:
        break;
    case SWITCH_OPTION_DEPRESS:
        thread_depress_priority(self, milliseconds);
        break;
    case SWITCH_OPTION_WAIT:
        thread_will_wait_with_timeout(self, milliseconds);
        thread_block(thread_switch_continue);
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
    if (thread_name != MACH_PORT_NULL) {
        thread_t thread = port_name_to_thread(thread_name);

        if (thread != THREAD_NULL)
            switch_to(thread);
    }
    thread_block(thread_switch_continue);
    return KERN_SUCCESS;
}

/* ---- depression ---- */

void thread_depress_priority(thread_t thread, mach_msg_timeout_t milliseconds)
{
    spl_t s = splsched();

    reset_timeout_check(&thread->depress_timer);
    if (thread->depress_priority < 0)
        thread->depress_priority = thread->priority;
    thread->priority = DEPRESSPRI;
    set_pri(thread, DEPRESSPRI, FALSE);
    if (milliseconds != 0)
        set_timeout(&thread->depress_timer, convert_ipc_timeout_to_ticks(milliseconds));
    splx(s);
}

static void depress_end(thread_t thread)
{
    thread->priority = thread->depress_priority;
    thread->depress_priority = -1;
    compute_priority(thread, FALSE);
}

void thread_depress_timeout(void *parameter)
{
    thread_t thread = parameter;
    spl_t s = splsched();

    if (thread->depress_priority >= 0)
        depress_end(thread);
    splx(s);
}

kern_return_t thread_depress_abort(thread_t thread)
{
    kern_return_t result = KERN_FAILURE;
    spl_t s;

    if (thread == THREAD_NULL)
        return KERN_INVALID_ARGUMENT;
    s = splsched();
    if (thread->depress_priority >= 0) {
        reset_timeout_check(&thread->depress_timer);
        depress_end(thread);
        result = KERN_SUCCESS;
    }
    splx(s);
    return result;
}
