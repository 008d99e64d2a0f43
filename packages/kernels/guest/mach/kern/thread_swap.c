/*
 * Kernel stacks, and threads that wait for one (Mach 3.0's kern/thread_swap.c, and of kern/thread.c).
 * There are few: a thread that waits with a continuation has none. Free ones are kept in a list.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <mips/layout.h>
#include <mips/spl.h>
#include <vm/vm_page.h>

#define STACK_MARK 0x53746163 /* in the last word of a stack, which nobody reaches */

static queue_head_t swapper_queue; /* of threads that may run, but have no stack */
static vm_offset_t stack_free_list; /* the next in the second word of each */

#define stack_mark(stack) (*(volatile unsigned *)(stack))
#define stack_next(stack) (*((vm_offset_t *)(stack) + 1))

void swapper_init(void)
{
    queue_init(&swapper_queue);
}

/* At splsched, as are all who come here. */
boolean_t stack_alloc_try(thread_t thread, void (*resume)(thread_t old))
{
    vm_offset_t stack = thread->stack_privilege;

    if (stack == 0) {
        stack = stack_free_list;
        if (stack == 0)
            return FALSE;
        stack_free_list = stack_next(stack);
    }
    stack_attach(thread, stack, resume);
    return TRUE;
}

/* Waits for a page, if it must. */
static vm_offset_t stack_make(void)
{
    vm_offset_t stack;

    while ((stack = zone_page_alloc()) == 0)
        vm_page_wait(CONTINUATION_NULL);
    stack_mark(stack) = STACK_MARK;
    return stack;
}

void stack_alloc(thread_t thread, void (*resume)(thread_t old))
{
    spl_t s = splsched();
    boolean_t attached = stack_alloc_try(thread, resume);

    splx(s);
    if (attached)
        return;
    stack_attach(thread, stack_make(), resume);
}

void stack_free(thread_t thread)
{
    vm_offset_t stack = stack_detach(thread);

    if (stack_mark(stack) != STACK_MARK)
        panic("stack_free: thread %x has overrun its stack", (unsigned)(vm_offset_t)thread);
    if (stack == thread->stack_privilege)
        return;
    stack_next(stack) = stack_free_list;
    stack_free_list = stack;
}

/* The running thread keeps its stack for ever, and so can always run. */
void stack_privilege(thread_t thread)
{
    if (thread != current_thread())
        panic("stack_privilege: not the running thread");
    if (thread->stack_privilege == 0)
        thread->stack_privilege = thread->kernel_stack;
}

/* It may run, but needs a stack: the swapin thread sees to that. At splsched. */
void thread_swapin(thread_t thread)
{
    if ((thread->state & TH_SWAP_STATE) == TH_SWAPPED) {
        thread->state = (thread->state & ~TH_SWAP_STATE) | TH_SW_COMING_IN;
        enqueue_tail(&swapper_queue, (queue_entry_t)thread);
        thread_wakeup(&swapper_queue);
        return;
    }
    if ((thread->state & TH_SWAP_STATE) != TH_SW_COMING_IN)
        panic("thread_swapin: thread %x in state %x", (unsigned)(vm_offset_t)thread, thread->state);
}

void thread_doswapin(thread_t thread)
{
    spl_t s;

    stack_alloc(thread, thread_continue);
    s = splsched();
    thread->state &= ~TH_SWAP_STATE;
    if (thread->state & TH_RUN)
        thread_setrun(thread, TRUE);
    splx(s);
}

static void swapin_thread_continue(void)
{
    for (;;) {
        thread_t thread;
        spl_t s = splsched();

        while ((thread = (thread_t)dequeue_head(&swapper_queue)) != THREAD_NULL) {
            splx(s);
            thread_doswapin(thread);
            s = splsched();
        }
        assert_wait(&swapper_queue, FALSE);
        splx(s);
        thread_block(swapin_thread_continue);
    }
}

void swapin_thread(void)
{
    stack_privilege(current_thread());
    swapin_thread_continue();
}
