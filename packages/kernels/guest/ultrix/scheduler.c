/*
 * Who runs: 32 queues by priority, four priorities each, and a word that says which are not empty
 * (4.3BSD's qs and whichqs). Whoever stands first in the most urgent queue.
 */
#include <unix/lock.h>

#include "space.h"
#include "statistics.h"
#include "switch.h"

#define QUEUES 32
#define QUEUE_SHIFT 2
#define SLICES_PER_SECOND 10 /* turns of processes of the same priority */

volatile uint32_t run_queue_bits;
volatile bool want_resched;
volatile bool idling;
uint8_t current_priority;

static struct run_queue {
    struct proc *first, *last;
} queues[QUEUES];
static struct spin_lock queues_lock = { .s_name = "run queues", .s_order = ORDER_RUN };

void run_queue_insert(struct proc *p)
{
    unsigned number = p->p_pri >> QUEUE_SHIFT;
    struct run_queue *q = &queues[number];

    if (p->p_thread.t_queued)
        panic("run_queue_insert: process %d is there", (int)p->p_pid);
    spin_take(&queues_lock);
    p->p_thread.t_queued = true;
    p->p_link = NULL;
    p->p_thread.t_back = q->last;
    if (q->last != NULL)
        q->last->p_link = p;
    else
        q->first = p;
    q->last = p;
    run_queue_bits |= 1u << number;
    spin_release(&queues_lock);
}

void run_queue_remove(struct proc *p)
{
    unsigned number = p->p_pri >> QUEUE_SHIFT;
    struct run_queue *q = &queues[number];

    if (!p->p_thread.t_queued)
        panic("run_queue_remove: process %d is not there", (int)p->p_pid);
    spin_take(&queues_lock);
    p->p_thread.t_queued = false;
    if (p->p_thread.t_back != NULL)
        p->p_thread.t_back->p_link = p->p_link;
    else
        q->first = p->p_link;
    if (p->p_link != NULL)
        p->p_link->p_thread.t_back = p->p_thread.t_back;
    else
        q->last = p->p_thread.t_back;
    p->p_link = NULL;
    if (q->first == NULL)
        run_queue_bits &= ~(1u << number);
    spin_release(&queues_lock);
}

void thread_ready(struct proc *p)
{
    spl_t level = splhigh();

    if (p->p_slptime > 1)
        priority_after_sleep(p);
    p->p_slptime = 0;
    run_queue_insert(p);
    if (p->p_pri < current_priority || idling)
        want_resched = true;
    splx(level);
}

/* Nobody can run: waits for an interrupt that changes it. Entered by a call, for the manifest. */
__attribute__((noinline)) void idle(void)
{
    while (run_queue_bits == 0)
        ;
}

static struct proc *process_select(void)
{
    unsigned number = 0;

    while (run_queue_bits == 0) {
        idling = true;
        spl0();
        idle();
        splhigh();
    }
    idling = false;
    for (uint32_t bits = run_queue_bits; (bits & 1) == 0; bits >>= 1)
        number++;
    return queues[number].first;
}

void swtch(void)
{
    struct proc *p = process_select();
    struct thread *t = &p->p_thread;

    run_queue_remove(p);
    want_resched = false;
    current_priority = p->p_pri;
    if (p->p_stat != SRUN || p->p_wchan != NULL)
        panic("swtch: process %d in state %d", (int)p->p_pid, p->p_stat);
    if (p == current->u_proc)
        return;
    events.switches++;
    space_current(t);
    context_switch(t->t_area[0], t->t_area[1], space_entry_hi(t->t_space));
}

/* A new turn, ten times a second. */
static void round_robin(void *unused)
{
    want_resched = true;
    timeout(round_robin, unused, hz / SLICES_PER_SECOND);
}

static void every_second(void *unused)
{
    priorities_second();
    statistics_second();
    timeout(every_second, unused, hz);
}

void scheduler_start(void)
{
    current_priority = PUSER;
    round_robin(NULL);
    every_second(NULL);
}
