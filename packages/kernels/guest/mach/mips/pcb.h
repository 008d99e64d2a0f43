/*
 * What a thread has of the machine (Mach 3.0's mips/thread.h): the registers of its user mode.
 */
#ifndef MIPS_PCB_H
#define MIPS_PCB_H

#include <kern/kern_types.h>
#include <mach/message.h>
#include <mach/thread_status.h>
#include <mips/layout.h>
#include <stddef.h>
#include <stdint.h>

struct mips_saved_state {
    uint32_t reg[32]; /* [0], k0 and k1 are not used */
    uint32_t mdlo, mdhi;
    uint32_t status, cause, pc, bad_address;
    uint32_t spare[3];
};

struct mips_machine_state {
    uint32_t coprocessors;
    uint32_t spare;
};

struct pcb {
    struct mips_saved_state mss;
    struct mips_machine_state mms;
};
typedef struct pcb *pcb_t;

/* On top of a stack whose thread waits: where it goes on. */
struct mips_kernel_state {
    uint32_t s[9], sp, ra;
};
#define STACK_MKS(stack) ((struct mips_kernel_state *)((stack) + KERNEL_STATE))

/* Numbers of registers that the kernel looks at. */
enum { R_V0 = 2, R_V1 = 3, R_A0 = 4, R_A1 = 5, R_A2 = 6, R_A3 = 7, R_T0 = 8, R_T1 = 9, R_SP = 29, R_RA = 31 };

_Static_assert(sizeof(struct mips_saved_state) == MSS_BYTES, "layout.h: mips_saved_state");
_Static_assert(offsetof(struct mips_saved_state, bad_address) == MSS_BADVADDR, "layout.h: its offsets");
_Static_assert(sizeof(struct mips_kernel_state) == KERNEL_STATE_BYTES, "layout.h: mips_kernel_state");

extern pcb_t current_pcb;            /* of the running thread: locore.S saves there */
extern vm_offset_t current_kstack;   /* where its stack begins: KERNEL_STACK_FRAME of it */
extern struct eml_dispatch *current_dispatch; /* of its task */

void pcb_module_init(void);
void pcb_init(thread_t thread);
void pcb_terminate(thread_t thread);
kern_return_t thread_setstatus(thread_t thread, int flavor, thread_state_t state, mach_msg_type_number_t count);
kern_return_t thread_getstatus(thread_t thread, int flavor, thread_state_t state, mach_msg_type_number_t *count);
/* Registers to begin with: at the entry, with a stack. */
void set_user_regs(thread_t thread, vm_offset_t pc, vm_offset_t sp);
#define user_regs(thread) (&(thread)->pcb->mss)

/* What a thread that waits in a trap will get from it, once it goes on at thread_exception_return. */
#define thread_set_syscall_return(thread, value) ((void)(user_regs(thread)->reg[R_V0] = (value)))

/* The task's dispatch vector has been changed: current_dispatch, if it is the running task's. */
void syscall_emulation_sync(task_t task);

#endif
