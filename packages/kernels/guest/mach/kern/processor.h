/* The processor and the set it is in: one of each (Mach 3.0's kern/processor.h). */
#ifndef KERN_PROCESSOR_H
#define KERN_PROCESSOR_H

#include <kern/cpu_number.h>
#include <kern/kern_types.h>
#include <kern/lock.h>
#include <kern/queue.h>
#include <kern/sched.h>

struct ipc_port;

struct processor_set {
    struct run_queue runq;
    queue_head_t idle_queue;
    int idle_count;
    queue_head_t processors;
    int processor_count;
    boolean_t empty;
    queue_head_t tasks;
    int task_count;
    queue_head_t threads;
    int thread_count;
    int ref_count;
    queue_chain_t all_psets;
    boolean_t active;
    struct ipc_port *pset_self, *pset_name_self;
    int max_priority; /* of threads to be created */
    int policies;
    int set_quantum; /* ticks */
    int quantum_adj_index;
    int machine_quantum[NCPUS + 1];
    long mach_factor, load_average, sched_load;
};

struct processor {
    struct run_queue runq; /* threads that are bound to it */
    queue_chain_t processor_queue;
    int state;
    struct thread *next_thread; /* for the idle thread to run */
    struct thread *idle_thread;
    int quantum; /* ticks */
    boolean_t first_quantum;
    int last_quantum;
    processor_set_t processor_set;
    struct ipc_port *processor_self;
    int slot_num;
};

#define PROCESSOR_OFF_LINE 0
#define PROCESSOR_RUNNING 1
#define PROCESSOR_IDLE 2
#define PROCESSOR_DISPATCHING 3

extern struct processor_set default_pset;
extern struct processor processor_array[NCPUS];
extern processor_t master_processor;
#define current_processor() (&processor_array[0])
#define cpu_to_processor(cpu) (&processor_array[cpu])

void pset_sys_bootstrap(void);
#define pset_reference(pset) ((void)(pset)->ref_count++)
#define pset_deallocate(pset) ((void)(pset)->ref_count--) /* the default set stays */
void pset_add_task(processor_set_t pset, task_t task);
void pset_remove_task(processor_set_t pset, task_t task);
void pset_add_thread(processor_set_t pset, thread_t thread);
void pset_remove_thread(processor_set_t pset, thread_t thread);

#endif
