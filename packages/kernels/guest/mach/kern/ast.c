/* What is done on the way to user mode (Mach 3.0's kern/ast.c). */
#include <kern/ast.h>

#include <kern/processor.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <mips/spl.h>

volatile int need_ast[NCPUS];

void ast_init(void)
{
    need_ast[0] = AST_ZILCH;
}

/* Should another thread run? One that is more urgent at once, an equal one at the end of the turn. */
static inline boolean_t csw_needed(thread_t thread, processor_t processor)
{
    run_queue_t rq = &processor->processor_set->runq;

    if ((thread->state & TH_SUSP) || processor->runq.count > 0)
        return TRUE;
    return rq->count > 0 && (processor->first_quantum ? rq->low < thread->sched_pri
                                                      : rq->low <= thread->sched_pri);
}

/* From locore.S, with all registers in the pcb, and interrupts off. */
void ast_taken(void)
{
    thread_t self = current_thread();
    int reasons = need_ast[0];

    need_ast[0] = AST_ZILCH;
    (void)spl0();
    if (thread_should_halt(self))
        thread_halt_self();
    if ((reasons & AST_BLOCK) || csw_needed(self, current_processor()))
        thread_block(thread_exception_return);
}

void ast_check(void)
{
    thread_t thread = current_thread();

    ast_propagate(thread, cpu_number());
    if (csw_needed(thread, current_processor()))
        ast_on(cpu_number(), AST_BLOCK);
}
