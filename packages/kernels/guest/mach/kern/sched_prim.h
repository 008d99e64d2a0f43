/* Waiting, waking, and who runs (Mach 3.0's kern/sched_prim.h). */
#ifndef KERN_SCHED_PRIM_H
#define KERN_SCHED_PRIM_H

#include <kern/kern_types.h>
#include <kern/lock.h>

/* wait_result */
#define THREAD_AWAKENED 0
#define THREAD_TIMED_OUT 1
#define THREAD_INTERRUPTED 2
#define THREAD_SHOULD_TERMINATE 3
#define THREAD_RESTART 4

void sched_init(void);
void assert_wait(event_t event, boolean_t interruptible);
void clear_wait(thread_t thread, int result, boolean_t interrupt_only);
void thread_sleep(event_t event, void *simple_lock, boolean_t interruptible);
void thread_wakeup_prim(event_t event, boolean_t one_thread, int result);
#define thread_wakeup(event) thread_wakeup_prim((event_t)(event), FALSE, THREAD_AWAKENED)
#define thread_wakeup_one(event) thread_wakeup_prim((event_t)(event), TRUE, THREAD_AWAKENED)
#define thread_wakeup_with_result(event, result) thread_wakeup_prim((event_t)(event), FALSE, (result))

/* The running thread gives way. With a continuation it gives up its stack, and never returns here. */
void thread_block(continuation_t continuation);
/* The same, to `new_thread`, which is in no run queue. */
void thread_run(continuation_t continuation, thread_t new_thread);
void thread_set_timeout(int ticks); /* of the wait that has been asserted */
void thread_timeout(void *thread);
void thread_timeout_setup(thread_t thread);
void thread_bind(thread_t thread, processor_t processor);
void thread_setrun(thread_t thread, boolean_t may_preempt);
void thread_dispatch(thread_t thread);
thread_t thread_select(processor_t processor);
boolean_t thread_invoke(thread_t old_thread, continuation_t continuation, thread_t new_thread);
void thread_continue(thread_t old_thread);
void idle_thread(void);
void sched_thread(void);
void recompute_priorities(void *unused);
void compute_priority(thread_t thread, boolean_t resched);
void compute_my_priority(thread_t thread);
void update_priority(thread_t thread);
void set_pri(thread_t thread, int priority, boolean_t resched);
struct run_queue *rem_runq(thread_t thread);
thread_t choose_thread(processor_t processor);
void thread_quantum_update(int cpu, thread_t thread, int nticks, boolean_t usermode);
void compute_mach_factor(void);

/* ---- of the machine: mips/locore.S, mips/context.S, mips/pcb.c ---- */
/* To user mode, from a stack of which nothing is needed any more. */
void thread_bootstrap_return(void) __attribute__((noreturn));
void thread_exception_return(void) __attribute__((noreturn));
void thread_syscall_return(kern_return_t result) __attribute__((noreturn));
void call_continuation(continuation_t continuation) __attribute__((noreturn));
/* `new` runs on its own stack; returns, when `old` runs again, who ran before it. */
thread_t switch_context(thread_t old, continuation_t continuation, thread_t new);
/* The stack of `old`, which runs, is now that of `new`, and `new` runs. */
void stack_handoff(thread_t old, thread_t new);
void stack_attach(thread_t thread, vm_offset_t stack, void (*resume)(thread_t old));
vm_offset_t stack_detach(thread_t thread);
void load_context(thread_t thread) __attribute__((noreturn));

#endif
