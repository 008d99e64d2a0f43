/* The one processor and its set (Mach 3.0's kern/processor.c). */
#include <kern/processor.h>

#include <kern/host.h>
#include <kern/task.h>
#include <kern/thread.h>

#define QUANTUM_DIVISOR 10 /* turns a second */

struct processor_set default_pset;
struct processor processor_array[NCPUS];
processor_t master_processor = &processor_array[0];
int min_quantum;

static void run_queue_init(run_queue_t runq)
{
    for (int i = 0; i < NRQS; i++)
        queue_init(&runq->runq[i]);
    runq->low = NRQS - 1;
    runq->count = 0;
}

static void pset_init(processor_set_t pset)
{
    run_queue_init(&pset->runq);
    queue_init(&pset->idle_queue);
    queue_init(&pset->processors);
    queue_init(&pset->tasks);
    queue_init(&pset->threads);
    queue_init(&pset->all_psets);
    pset->ref_count = 1;
    pset->active = TRUE;
    pset->max_priority = BASEPRI_USER;
    pset->policies = POLICY_TIMESHARE | POLICY_FIXEDPRI;
    pset->set_quantum = min_quantum;
    pset->sched_load = SCHED_SCALE;
}

static void processor_init(processor_t processor)
{
    run_queue_init(&processor->runq);
    queue_init(&processor->processor_queue);
    processor->state = PROCESSOR_RUNNING;
    processor->quantum = min_quantum;
    processor->first_quantum = TRUE;
    processor->processor_set = &default_pset;
}

void pset_sys_bootstrap(void)
{
    min_quantum = hz / QUANTUM_DIVISOR > 0 ? hz / QUANTUM_DIVISOR : 1;
    pset_init(&default_pset);
    processor_init(master_processor);
    queue_enter(&default_pset.processors, master_processor, processor_t, processor_queue);
    default_pset.processor_count = 1;
}

void pset_add_task(processor_set_t pset, task_t task)
{
    queue_enter(&pset->tasks, task, task_t, pset_tasks);
    task->processor_set = pset;
    pset->task_count++;
}

void pset_remove_task(processor_set_t pset, task_t task)
{
    queue_remove(&pset->tasks, task, task_t, pset_tasks);
    task->processor_set = PROCESSOR_SET_NULL;
    pset->task_count--;
}

void pset_add_thread(processor_set_t pset, thread_t thread)
{
    queue_enter(&pset->threads, thread, thread_t, pset_threads);
    thread->processor_set = pset;
    pset->thread_count++;
}

void pset_remove_thread(processor_set_t pset, thread_t thread)
{
    queue_remove(&pset->threads, thread, thread_t, pset_threads);
    thread->processor_set = PROCESSOR_SET_NULL;
    pset->thread_count--;
}

kern_return_t processor_set_default(host_t host, processor_set_t *pset)
{
    if (host == HOST_NULL)
        return KERN_INVALID_ARGUMENT;
    pset_reference(&default_pset);
    *pset = &default_pset;
    return KERN_SUCCESS;
}
