/*
 * Priorities by recent use of the processor (Mach 3.0's kern/priority.c, and of sched_prim.c): usage is
 * counted in microseconds, weighed by the load, and 5/8 of it are left after each second.
 */
#include <kern/ast.h>
#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <mips/spl.h>

#define FORGOTTEN 30 /* seconds after which nothing is left */

unsigned sched_tick;

/* What it has used since the last time. */
static void thread_timer_delta(thread_t thread)
{
    unsigned delta = timer_delta(&thread->user_timer, &thread->user_timer_save) +
                     timer_delta(&thread->system_timer, &thread->system_timer_save);

    thread->cpu_delta += delta;
    thread->sched_delta += delta * (unsigned)thread->processor_set->sched_load;
}

static int priority_by_usage(thread_t thread)
{
    int pri = thread->priority + (int)(thread->sched_usage >> PRI_SHIFT);

    return pri < NRQS ? pri : NRQS - 1;
}

void set_pri(thread_t thread, int priority, boolean_t resched)
{
    run_queue_t rq = rem_runq(thread);

    thread->sched_pri = priority;
    if (rq == RUN_QUEUE_NULL)
        return;
    thread_setrun(thread, resched);
}

void compute_priority(thread_t thread, boolean_t resched)
{
    if (thread->policy == POLICY_FIXEDPRI || thread->depress_priority >= 0)
        return;
    set_pri(thread, priority_by_usage(thread), resched);
}

/* Of the running thread, which is in no queue. */
void compute_my_priority(thread_t thread)
{
    thread->sched_pri = priority_by_usage(thread);
}

void update_priority(thread_t thread)
{
    unsigned ticks = sched_tick - thread->sched_stamp;
    int pri;

    thread->sched_stamp += ticks;
    thread_timer_delta(thread);
    if (ticks > FORGOTTEN) {
        thread->cpu_usage = 0;
        thread->sched_usage = 0;
    } else {
        thread->cpu_usage += thread->cpu_delta;
        thread->sched_usage += thread->sched_delta;
        for (; ticks > 0; ticks--) {
            thread->cpu_usage = (thread->cpu_usage >> 1) + (thread->cpu_usage >> 3);
            thread->sched_usage = (thread->sched_usage >> 1) + (thread->sched_usage >> 3);
        }
    }
    thread->cpu_delta = 0;
    thread->sched_delta = 0;
    if (thread->policy != POLICY_TIMESHARE || thread->depress_priority >= 0)
        return;
    pri = priority_by_usage(thread);
    if (pri != thread->sched_pri)
        set_pri(thread, pri, TRUE);
}

/* A tick of the running thread's. At the end of its turn its priority is looked at again. */
void thread_quantum_update(int cpu, thread_t thread, int nticks, boolean_t usermode)
{
    processor_t processor = cpu_to_processor(cpu);

    (void)usermode;
    if (processor->state != PROCESSOR_RUNNING)
        return;
    processor->quantum -= nticks;
    if (processor->quantum <= 0) {
        if (thread->sched_stamp != sched_tick) {
            update_priority(thread);
        } else if (thread->policy == POLICY_TIMESHARE && thread->depress_priority < 0) {
            thread_timer_delta(thread);
            thread->sched_usage += thread->sched_delta;
            thread->sched_delta = 0;
            compute_my_priority(thread);
        }
        processor->first_quantum = FALSE;
        processor->quantum = thread->policy == POLICY_TIMESHARE ? processor->processor_set->set_quantum
                                                                : thread->sched_data;
    }
    ast_check();
}

/* ---- once a second ---- */

static timer_elt_data_t recompute_priorities_timer;
static event_t sched_event = &sched_event;

void recompute_priorities(void *unused)
{
    (void)unused;
    sched_tick++;
    recompute_priorities_timer.fcn = recompute_priorities;
    set_timeout(&recompute_priorities_timer, hz);
    thread_wakeup(&sched_event);
}

/* How many threads want to run, as a moving average; usage counts more when there are many. */
void compute_mach_factor(void)
{
    processor_set_t pset = &default_pset;
    long running = pset->runq.count + current_processor()->runq.count;

    pset->load_average = (pset->load_average * 4 + running * SCHED_SCALE) / 5;
    pset->mach_factor = SCHED_SCALE * SCHED_SCALE / (pset->load_average + SCHED_SCALE);
    pset->sched_load = pset->load_average < SCHED_SCALE ? SCHED_SCALE : pset->load_average;
}

/* Threads that have waited long in their run queue, at a priority of long ago. */
static void do_thread_scan(void)
{
    thread_t thread;
    spl_t s = splsched();

    queue_iterate(&default_pset.threads, thread, thread_t, pset_threads) {
        if (thread->runq != RUN_QUEUE_NULL && sched_tick - thread->sched_stamp > 1)
            update_priority(thread);
    }
    splx(s);
}

static void sched_thread_continue(void)
{
    for (;;) {
        compute_mach_factor();
        do_thread_scan();
        assert_wait(&sched_event, FALSE);
        thread_block(sched_thread_continue);
    }
}

void sched_thread(void)
{
    assert_wait(&sched_event, FALSE);
    thread_block(sched_thread_continue);
}
