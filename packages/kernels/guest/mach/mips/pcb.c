/*
 * A thread's part of the machine (Mach 3.0's mips/pcb): the registers of its user mode in a pcb, its
 * kernel stack, and the change from one thread to another.
 */
#include <mips/pcb.h>

#include <cp0.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <vm/pmap.h>
#include <vm/vm_map.h>

#define USER_STATUS (ST_IM | ST_KUP | ST_IEP)
#define PCBS_MAX (1024 * PCB_BYTES)

pcb_t current_pcb;
vm_offset_t current_kstack;
struct eml_dispatch *current_dispatch;
static zone_t pcb_zone;

_Static_assert(offsetof(struct thread, task) == THREAD_TASK, "layout.h: thread");
_Static_assert(offsetof(struct thread, pcb) == THREAD_PCB, "layout.h: thread");
_Static_assert(offsetof(struct thread, kernel_stack) == THREAD_KERNEL_STACK, "layout.h: thread");
_Static_assert(offsetof(struct thread, recover) == THREAD_RECOVER, "layout.h: thread");
_Static_assert(offsetof(struct task, eml_dispatch) == TASK_EML_DISPATCH, "layout.h: task");

/* switch_context: context.S */
thread_t Switch_context(thread_t old, continuation_t continuation, thread_t new, vm_offset_t stack);
void Load_context(vm_offset_t stack) __attribute__((noreturn));
void Thread_begin(void);

void pcb_module_init(void)
{
    pcb_zone = zinit(PCB_BYTES, PCBS_MAX, PAGE_SIZE, FALSE, "pcb");
}

void pcb_init(thread_t thread)
{
    pcb_t pcb = (pcb_t)zalloc(pcb_zone);

    bzero(pcb, sizeof *pcb);
    pcb->mss.status = USER_STATUS;
    thread->pcb = pcb;
}

void pcb_terminate(thread_t thread)
{
    zfree(pcb_zone, (vm_offset_t)thread->pcb);
    thread->pcb = NULL;
}

void set_user_regs(thread_t thread, vm_offset_t pc, vm_offset_t sp)
{
    user_regs(thread)->pc = pc;
    user_regs(thread)->reg[R_SP] = sp;
}

void syscall_emulation_sync(task_t task)
{
    if (task == current_task())
        current_dispatch = task->eml_dispatch;
}

/* The globals that say who runs. Another space becomes current if the thread's is another; threads of
 * the kernel do without one, and leave it as it is. */
static inline void become_current(thread_t new)
{
    task_t task = new->task;
    pmap_t pmap = task->map->pmap;

    active_threads[0] = new;
    current_pcb = new->pcb;
    current_dispatch = task->eml_dispatch;
    PMAP_ACTIVATE(pmap, new, cpu_number());
}

void stack_handoff(thread_t old, thread_t new)
{
    new->kernel_stack = old->kernel_stack;
    old->kernel_stack = 0;
    become_current(new);
}

thread_t switch_context(thread_t old, continuation_t continuation, thread_t new)
{
    old->swap_func = continuation;
    become_current(new);
    return Switch_context(old, continuation, new, new->kernel_stack);
}

void load_context(thread_t thread)
{
    become_current(thread);
    Load_context(thread->kernel_stack);
}

void stack_attach(thread_t thread, vm_offset_t stack, void (*resume)(thread_t old))
{
    struct mips_kernel_state *state = STACK_MKS(stack);

    thread->kernel_stack = stack;
    state->s[0] = (uint32_t)(vm_offset_t)resume;
    state->sp = stack + KERNEL_STACK_FRAME;
    state->ra = (uint32_t)(vm_offset_t)Thread_begin;
}

vm_offset_t stack_detach(thread_t thread)
{
    vm_offset_t stack = thread->kernel_stack;

    thread->kernel_stack = 0;
    return stack;
}
