/* Run queues, and who is chosen from them (of Mach 3.0's kern/sched_prim.c). */
#include <kern/printf.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mips/spl.h>

static inline void run_queue_enqueue(run_queue_t rq, thread_t thread)
{
    int pri = thread->sched_pri;

    enqueue_tail(&rq->runq[pri], (queue_entry_t)thread);
    if (pri < rq->low || rq->count == 0)
        rq->low = pri;
    rq->count++;
    thread->runq = rq;
}

/* The thread may run: it goes to a processor that has nothing to do, or into a run queue. */
void thread_setrun(thread_t thread, boolean_t may_preempt)
{
    processor_t processor = current_processor();
    thread_t running = current_thread();

    if (thread->sched_stamp != sched_tick)
        update_priority(thread);
    if (processor->state == PROCESSOR_IDLE) {
        processor->state = PROCESSOR_DISPATCHING;
        processor->next_thread = thread;
        return;
    }
    run_queue_enqueue(thread->bound_processor == PROCESSOR_NULL ? &thread->processor_set->runq
                                                                : &processor->runq,
                      thread);
    if (may_preempt && thread->sched_pri < running->sched_pri) {
        processor->first_quantum = FALSE;
        ast_on(cpu_number(), AST_BLOCK);
    }
}

/* A thread has left the queue: low is again that of a thread, if there is one. */
static inline void run_queue_left(run_queue_t rq)
{
    if (--rq->count > 0)
        while (queue_empty(&rq->runq[rq->low]))
            rq->low++;
}

run_queue_t rem_runq(thread_t thread)
{
    run_queue_t rq = thread->runq;

    if (rq != RUN_QUEUE_NULL) {
        remqueue(&rq->runq[0], (queue_entry_t)thread);
        thread->runq = RUN_QUEUE_NULL;
        run_queue_left(rq);
    }
    return rq;
}

/* The most urgent thread of a queue that has one. */
static inline thread_t run_queue_dequeue(run_queue_t rq)
{
    thread_t thread = (thread_t)dequeue_head(&rq->runq[rq->low]);

    if (thread == THREAD_NULL)
        panic("run_queue_dequeue: %d threads are not there", rq->count);
    thread->runq = RUN_QUEUE_NULL;
    run_queue_left(rq);
    return thread;
}

thread_t choose_thread(processor_t processor)
{
    if (processor->runq.count > 0)
        return run_queue_dequeue(&processor->runq);
    if (processor->processor_set->runq.count > 0)
        return run_queue_dequeue(&processor->processor_set->runq);
    return processor->idle_thread;
}

/* Who runs next: a thread of a run queue, the running one if there is none, or the idle thread. */
thread_t thread_select(processor_t processor)
{
    processor_set_t pset = processor->processor_set;
    run_queue_t rq = &pset->runq;
    thread_t thread;

    processor->first_quantum = TRUE;
    if (processor->runq.count > 0) {
        thread = run_queue_dequeue(&processor->runq);
    } else if (rq->count > 0) {
        thread = run_queue_dequeue(rq);
    } else {
        thread = current_thread();
        if (thread->state != TH_RUN)
            thread = processor->idle_thread;
        else if (thread->sched_stamp != sched_tick)
            update_priority(thread);
    }
    processor->quantum = thread->policy == POLICY_TIMESHARE ? pset->set_quantum : thread->sched_data;
    return thread;
}

void thread_bind(thread_t thread, processor_t processor)
{
    spl_t s = splsched();

    thread->bound_processor = processor;
    splx(s);
}
