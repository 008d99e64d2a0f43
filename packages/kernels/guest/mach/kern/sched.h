/* Run queues, priorities, and the states of threads (Mach 3.0's kern/sched.h). 0 is most urgent. */
#ifndef KERN_SCHED_H
#define KERN_SCHED_H

#include <kern/queue.h>

#define NRQS 32

struct run_queue {
    queue_head_t runq[NRQS];
    int low;   /* no queue below it has a thread */
    int count;
};
typedef struct run_queue *run_queue_t;
#define RUN_QUEUE_NULL ((run_queue_t)0)

#define BASEPRI_SYSTEM 6
#define BASEPRI_USER 12
#define DEPRESSPRI 31
#define invalid_pri(pri) ((pri) < 0 || (pri) >= NRQS)

/* How usage becomes priority: 5/8 of it remain after each second; so many units are one priority. */
#define SCHED_SCALE 128
#define SCHED_SHIFT 7
#define PRI_SHIFT 24 /* of sched_usage: a second of the processor is about 8 priorities */

extern unsigned sched_tick; /* seconds */
extern int min_quantum;     /* ticks */

/* ---- thread->state ---- */
#define TH_WAIT 0x01
#define TH_SUSP 0x02   /* stopped, or has been asked to */
#define TH_RUN 0x04    /* runs, or is in a run queue */
#define TH_UNINT 0x08  /* waits and is not to be interrupted */
#define TH_HALTED 0x10
#define TH_IDLE 0x80   /* the idle thread */
#define TH_SCHED_STATE (TH_WAIT | TH_SUSP | TH_RUN | TH_UNINT)
#define TH_SWAPPED 0x0100 /* it has no kernel stack: goes on at swap_func */
#define TH_SW_COMING_IN 0x0200
#define TH_SWAP_STATE (TH_SWAPPED | TH_SW_COMING_IN)

#define rem_runq_check(thread) ((thread)->runq != RUN_QUEUE_NULL)

#endif
