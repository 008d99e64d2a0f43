/*
 * Threads (Mach 3.0's kern/thread.h). One that waits with a continuation has no kernel stack: what it
 * must remember is in `saved`, and it goes on at swap_func. Fields are where MK83 has them on this
 * machine; those that assembly uses are in mips/layout.h.
 */
#ifndef KERN_THREAD_H
#define KERN_THREAD_H

#include <ipc/ipc_kmsg_queue.h>
#include <kern/ast.h>
#include <kern/cpu_number.h>
#include <kern/kern_types.h>
#include <kern/lock.h>
#include <kern/queue.h>
#include <kern/sched.h>
#include <kern/time_out.h>
#include <kern/timer.h>
#include <mach/message.h>
#include <mach/policy.h>
#include <mach/thread_info.h>
#include <mach/thread_status.h>

struct ipc_port;
struct ipc_object;
struct ipc_mqueue;
struct ipc_kmsg;

struct thread {
    queue_chain_t links; /* of the run queue, or of the wait hash bucket */
    run_queue_t runq;

    task_t task;
    queue_chain_t thread_list; /* of the task's threads */
    queue_chain_t pset_threads;

    int ref_count;

    struct pcb *pcb;
    vm_offset_t kernel_stack;   /* right only while it neither runs nor is swapped */
    vm_offset_t stack_privilege; /* a stack that is never taken away */
    continuation_t swap_func;

    event_t wait_event;
    int suspend_count;         /* holds by the kernel and by users */
    kern_return_t wait_result; /* why it goes on */
    boolean_t wake_active;     /* someone waits until it has stopped */
    int state;                 /* TH_ */

    int priority;
    int max_priority;
    int sched_pri;
    int sched_data;
    int policy;
    int depress_priority; /* -1: not depressed */
    unsigned cpu_usage;
    unsigned sched_usage;
    unsigned sched_stamp;

    vm_offset_t recover;    /* where a fault on a program's memory goes on; 0: nowhere */
    boolean_t vm_privilege; /* may take the last pages */

    int user_stop_count;

    /* ---- IPC ---- */
    struct thread *ith_next, *ith_prev; /* of those who wait at a queue of messages */
    mach_msg_return_t ith_state;
    union {
        mach_msg_size_t msize;
        struct ipc_kmsg *kmsg;
    } data;
    mach_port_seqno_t ith_seqno;
    struct ipc_kmsg_queue ith_messages;
    struct ipc_port *ith_self;      /* no right: for the kernel's own way to it */
    struct ipc_port *ith_sself;     /* a send right */
    struct ipc_port *ith_exception; /* a send right */
    struct ipc_port *ith_mig_reply; /* a name, in fact */
    struct ipc_port *ith_rpc_reply; /* the kernel's own, of exceptions and kernel RPCs */
    struct ipc_port *ith_reply;     /* (Mach 2.5's) */

    /* ---- what is remembered without a stack ---- */
    union {
        struct {
            mach_msg_header_t *msg;
            mach_msg_option_t option;
            mach_msg_size_t rcv_size;
            mach_msg_timeout_t timeout;
            mach_port_t notify;
            struct ipc_object *object;
            struct ipc_mqueue *mqueue;
        } receive;
        struct {
            struct ipc_port *port;
            int exc, code, subcode;
        } exception;
        void *other[7];
    } saved;

    timer_data_t user_timer;
    timer_data_t system_timer;
    timer_save_data_t user_timer_save;
    timer_save_data_t system_timer_save;
    unsigned cpu_delta;
    unsigned sched_delta;

    timer_elt_data_t timer; /* of waits */
    timer_elt_data_t depress_timer;

    boolean_t active; /* it has not been terminated */
    int ast;
    processor_set_t processor_set;
    processor_t bound_processor;
    processor_t last_processor;
    boolean_t halted; /* somebody waits in thread_halt() for it to halt */
};

#define ith_msize data.msize
#define ith_kmsg data.kmsg
#define ith_wait_result wait_result

extern thread_t active_threads[NCPUS];
#define current_thread() (active_threads[0])
#define current_task() (current_thread()->task)
#define current_space() (current_task()->itk_space)
#define current_map() (current_task()->map)

#define thread_lock(thread) ((void)0)
#define thread_unlock(thread) ((void)0)
#define thread_should_halt(thread) (((thread)->ast & (AST_HALT | AST_TERMINATE)) != 0)
#define ith_lock_init(thread) ((void)0)
#define ith_lock(thread) ((void)0)
#define ith_unlock(thread) ((void)0)

/* ---- the services ---- */
kern_return_t thread_create(task_t parent, thread_t *child); /* two references: one is the caller's */
kern_return_t thread_terminate(thread_t thread);
kern_return_t thread_suspend(thread_t thread);
kern_return_t thread_resume(thread_t thread);
kern_return_t thread_abort(thread_t thread);
kern_return_t thread_get_state(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t *count);
kern_return_t thread_set_state(thread_t thread, int flavor, thread_state_t state,
                               mach_msg_type_number_t count);
kern_return_t thread_info(thread_t thread, int flavor, thread_info_t info, mach_msg_type_number_t *count);
kern_return_t thread_priority(thread_t thread, int priority, boolean_t set_max);
kern_return_t thread_max_priority(thread_t thread, processor_set_t pset, int max_priority);
kern_return_t thread_policy(thread_t thread, int policy, int data);
kern_return_t thread_depress_abort(thread_t thread);
kern_return_t thread_assign(thread_t thread, processor_set_t pset);
kern_return_t thread_assign_default(thread_t thread);
kern_return_t thread_get_assignment(thread_t thread, processor_set_t *pset);
kern_return_t thread_wire(host_t host, thread_t thread, boolean_t wired);
kern_return_t thread_set_own_priority(int priority);

/* ---- inside the kernel ---- */
void thread_init(void);
void thread_reference(thread_t thread);
void thread_deallocate(thread_t thread);
kern_return_t thread_force_terminate(thread_t thread);
kern_return_t thread_halt(thread_t thread, boolean_t must_halt);
void thread_halt_self(void);
void thread_hold(thread_t thread);
kern_return_t thread_dowait(thread_t thread, boolean_t must_halt);
void thread_release(thread_t thread);
void thread_start(thread_t thread, continuation_t start);
/* A thread of the kernel's own: `start` never returns. `argument` is its saved.other[0]. */
thread_t kernel_thread(task_t task, continuation_t start, void *argument);
void stack_privilege(thread_t thread);
void reaper_thread(void);

/* ---- thread_swap.c: stacks and threads that lack one ---- */
void swapper_init(void);
void thread_swapin(thread_t thread);
void thread_doswapin(thread_t thread);
void swapin_thread(void);
/* FALSE: no stack at once. */
boolean_t stack_alloc_try(thread_t thread, void (*resume)(thread_t old));
void stack_alloc(thread_t thread, void (*resume)(thread_t old));
void stack_free(thread_t thread);

#endif
