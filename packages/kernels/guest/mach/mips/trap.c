/*
 * Exceptions but interrupts and system calls (Mach 3.0's mips/trap): those of a program become a page
 * or a message to its exception port; those of the kernel are pages that a copy to or from a program
 * has referred to, pages of its own map, or its end.
 */
#include <mips/trap.h>

#include <cp0.h>
#include <kern/exception.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mach/exception.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mips/copy.h>
#include <mips/spl.h>
#include <vm/vm_fault.h>
#include <vm/vm_kern.h>
#include <vm/pmap.h>
#include <vm/vm_map.h>

#define exception_code(state) (((state)->cause & CAUSE_CODE) >> CAUSE_CODE_SHIFT)

static const char *const exception_names[] = {
    "interrupt", "TLB modified", "TLB load", "TLB store", "address error, load", "address error, store",
    "bus error, fetch", "bus error, data", "syscall", "break", "reserved instruction",
    "coprocessor unusable", "overflow", "exception 13", "exception 14", "exception 15",
};

/* A fault of the program that gave up the stack is over, well or not. */
static void user_page_fault_continue(kern_return_t result)
{
    thread_t thread = current_thread();

    if (result != KERN_SUCCESS)
        exception(EXC_BAD_ACCESS, result, user_regs(thread)->bad_address);
    thread_exception_return();
}

boolean_t tlb_mod(struct mips_saved_state *state, boolean_t user)
{
    pmap_t pmap = user || state->bad_address < KSEG0 ? current_map()->pmap : kernel_pmap;

    return pmap_modify_fault(pmap, state->bad_address);
}

static vm_prot_t fault_type(unsigned code)
{
    return code == EXC_TLBL ? VM_PROT_READ : VM_PROT_READ | VM_PROT_WRITE;
}

static void user_page_fault(struct mips_saved_state *state, unsigned code)
{
    kern_return_t result;

    result = vm_fault(current_map(), trunc_page(state->bad_address), fault_type(code), FALSE, FALSE,
                      user_page_fault_continue);
    if (result != KERN_SUCCESS)
        exception(EXC_BAD_ACCESS, result, state->bad_address);
}

void trap(struct mips_saved_state *state)
{
    unsigned code = exception_code(state);

    (void)spl0();
    switch (code) {
    case EXC_MOD:
    case EXC_TLBL:
    case EXC_TLBS:
        user_page_fault(state, code);
        return;
    case EXC_ADEL:
    case EXC_ADES:
    case EXC_IBE:
    case EXC_DBE:
        exception(EXC_BAD_ACCESS, KERN_INVALID_ARGUMENT, state->bad_address);
    case EXC_BP:
        exception(EXC_BREAKPOINT, EXC_MIPS_BREAK, state->pc);
    case EXC_RI:
        exception(EXC_BAD_INSTRUCTION, EXC_MIPS_RESINST, state->pc);
    case EXC_CPU: /* there is no floating-point unit, and coprocessor 0 is the kernel's */
        exception(EXC_BAD_INSTRUCTION, EXC_MIPS_PRIVINST, state->pc);
    case EXC_OV:
        exception(EXC_ARITHMETIC, EXC_MIPS_OVERFLOW, state->pc);
    default:
        panic("trap: %s in user mode at %x", exception_names[code % 16], (unsigned)state->pc);
    }
}

/* ---- faults of the kernel ---- */

extern const char copymsg_begin[], copymsg_end[], copymsg_error[];
extern const char syscall_arguments[], syscall_arguments_end[], syscall_bad_stack[];
extern const char check_begin[], check_end[];

static const struct recovery {
    const char *begin, *end, *recover;
} recover_table[] = {
    { copymsg_begin, copymsg_end, copymsg_error },
    { syscall_arguments, syscall_arguments_end, syscall_bad_stack },
    { check_begin, check_end, copymsg_error },
};

/* Where the kernel goes on, if it has been at `pc` with an address that is no good; 0: nowhere. */
static vm_offset_t recovery_at(vm_offset_t pc)
{
    for (unsigned i = 0; i < sizeof recover_table / sizeof recover_table[0]; i++)
        if (pc >= (vm_offset_t)recover_table[i].begin && pc < (vm_offset_t)recover_table[i].end)
            return (vm_offset_t)recover_table[i].recover;
    return current_thread() == THREAD_NULL ? 0 : current_thread()->recover;
}

/* The page of a program, for a copy that has referred to it; of the kernel's map, for whoever did. */
static kern_return_t kernel_page_fault(struct mips_saved_state *state, unsigned code)
{
    vm_map_t map = state->bad_address < KSEG0 ? current_map() : kernel_map;

    if (code == EXC_MOD && tlb_mod(state, FALSE))
        return KERN_SUCCESS;
    if (state->status & ST_IEP)
        splx((state->status & ST_IM) | ST_IEC);
    return vm_fault(map, trunc_page(state->bad_address), fault_type(code), FALSE, FALSE, NULL);
}

void kernel_trap(struct mips_saved_state *state)
{
    unsigned code = exception_code(state);
    vm_offset_t recover = recovery_at(state->pc), kept;
    thread_t thread = current_thread();

    switch (code) {
    case EXC_MOD:
    case EXC_TLBL:
    case EXC_TLBS:
        if (thread == THREAD_NULL || (state->bad_address < KSEG0 && recover == 0))
            break;
        if (state->bad_address >= KSEG0 && state->bad_address < VM_MIN_KERNEL_ADDRESS)
            break;
        kept = thread->recover;
        thread->recover = 0; /* what happens meanwhile is not the copy's doing */
        if (kernel_page_fault(state, code) == KERN_SUCCESS) {
            thread->recover = kept;
            return;
        }
        if (recover == 0)
            break;
        state->pc = recover;
        return;
    case EXC_ADEL:
    case EXC_ADES:
    case EXC_DBE:
        if (recover == 0)
            break;
        state->pc = recover;
        return;
    }
    printf("%s, address %x, thread %x\n", exception_names[code % 16], (unsigned)state->bad_address,
           (unsigned)(vm_offset_t)thread);
    state_print(state);
    panic("kernel trap");
}

void state_print(const struct mips_saved_state *state)
{
    static const char names[32][3] = {
        "", "at", "v0", "v1", "a0", "a1", "a2", "a3", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
        "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "t8", "t9", "", "", "gp", "sp", "s8", "ra",
    };

    for (int i = 1; i < 32; i++)
        if (names[i][0] != '\0')
            printf("%s %08x%s", names[i], (unsigned)state->reg[i], i % 4 == 3 ? "\n" : "  ");
    printf("pc %08x  status %08x  cause %08x  badvaddr %08x  hi %08x  lo %08x\n", (unsigned)state->pc,
           (unsigned)state->status, (unsigned)state->cause, (unsigned)state->bad_address,
           (unsigned)state->mdhi, (unsigned)state->mdlo);
}
