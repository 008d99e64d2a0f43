/*
 * Waiting and waking (of Mach 3.0's kern/sched_prim.c): threads that wait for an event are in a bucket
 * of wait_queue by its address.
 */
#include <kern/sched_prim.h>

#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/thread.h>
#include <mips/spl.h>

#define NUMQUEUES 59

static queue_head_t wait_queue[NUMQUEUES];

/* Addresses of kseg0 have their sign bit set. */
#define wait_hash(event) ((~(int)(vm_offset_t)(event) & 0x7fffffff) % NUMQUEUES)

static void wait_queue_init(void)
{
    for (int i = 0; i < NUMQUEUES; i++)
        queue_init(&wait_queue[i]);
}

void sched_init(void)
{
    wait_queue_init();
    pset_sys_bootstrap();
    ast_init();
}

void thread_timeout(void *thread)
{
    clear_wait(thread, THREAD_TIMED_OUT, FALSE);
}

void thread_timeout_setup(thread_t thread)
{
    thread->timer.fcn = thread_timeout;
    thread->timer.param = thread;
    thread->timer.set = TELT_UNSET;
}

void thread_set_timeout(int ticks)
{
    thread_t thread = current_thread();
    spl_t s = splsched();

    if (thread->state & TH_WAIT)
        set_timeout(&thread->timer, ticks);
    splx(s);
}

/* The running thread is going to wait for the event; for none, until clear_wait() or thread_go(). */
void assert_wait(event_t event, boolean_t interruptible)
{
    thread_t thread = current_thread();
    spl_t s;

    if (thread->wait_event != 0)
        panic("assert_wait: event %x is waited for", (unsigned)(vm_offset_t)thread->wait_event);
    s = splsched();
    if (event != 0) {
        enqueue_tail(&wait_queue[wait_hash(event)], (queue_entry_t)thread);
        thread->wait_event = event;
    }
    thread->state |= interruptible ? TH_WAIT : TH_WAIT | TH_UNINT;
    splx(s);
}

/* It waits no more: it may run, if it is not stopped and has really stopped running. */
static inline void wait_over(thread_t thread, int result)
{
    int state = thread->state;

    reset_timeout_check(&thread->timer);
    thread->wait_result = result;
    if ((state & TH_RUN) == 0 && ((state & TH_SUSP) == 0 || (state & TH_UNINT) != 0)) {
        thread->state = (state & ~TH_WAIT) | TH_RUN;
        thread_setrun(thread, TRUE);
    } else {
        thread->state = state & ~TH_WAIT;
    }
}

void clear_wait(thread_t thread, int result, boolean_t interrupt_only)
{
    spl_t s = splsched();

    if ((thread->state & TH_WAIT) != 0 && !(interrupt_only && (thread->state & TH_UNINT))) {
        if (thread->wait_event != 0) {
            remqueue(&wait_queue[0], (queue_entry_t)thread);
            thread->wait_event = 0;
        }
        wait_over(thread, result);
    }
    splx(s);
}

void thread_wakeup_prim(event_t event, boolean_t one_thread, int result)
{
    queue_t q = &wait_queue[wait_hash(event)];
    spl_t s = splsched();
    thread_t thread = (thread_t)queue_first(q), next;

    for (; !queue_end(q, (queue_entry_t)thread); thread = next) {
        next = (thread_t)queue_next((queue_entry_t)thread);
        if (thread->wait_event != event)
            continue;
        remqueue(q, (queue_entry_t)thread);
        thread->wait_event = 0;
        wait_over(thread, result);
        if (one_thread)
            break;
    }
    splx(s);
}

void thread_sleep(event_t event, void *simple_lock, boolean_t interruptible)
{
    (void)simple_lock;
    assert_wait(event, interruptible);
    thread_block(CONTINUATION_NULL);
}
