/*
 * What assembly and C must agree on: the frame that exceptions save, the pcb, the kernel's stack, and
 * places in structures.
 *
 *      pcb of a thread (kseg0)          registers of user mode, all of them when it does not run
 *      kernel stack (kseg0, 4 KB)       grows down from KERNEL_STACK_FRAME, above which is what
 *                                       switch_context keeps (mips_kernel_state)
 */
#ifndef MIPS_LAYOUT_H
#define MIPS_LAYOUT_H

/* ---- saved state: in the pcb for an exception of user mode, on the stack for one of the kernel ---- */
#define MSS_REGISTER(number) (4 * (number)) /* [0], k0 and k1 are not saved */
#define MSS_LO 128
#define MSS_HI 132
#define MSS_STATUS 136
#define MSS_CAUSE 140
#define MSS_PC 144
#define MSS_BADVADDR 148
#define MSS_BYTES 164

#define PCB_BYTES 176

/* ---- kernel stack ---- */
#define KERNEL_STACK_SIZE 4096
#define KERNEL_STATE_BYTES 44
#define KERNEL_STATE (KERNEL_STACK_SIZE - 48) /* s0 to s8, sp, ra */
#define MKS_S(number) (4 * (number))
#define MKS_SP 36
#define MKS_RA 40
/* Room for the 11 arguments of the trap that has most. */
#define ARGUMENT_BYTES 48
#define KERNEL_STACK_FRAME (KERNEL_STATE - ARGUMENT_BYTES)

/* ---- struct thread, struct task, struct eml_dispatch, mach_trap_t ---- */
#define THREAD_TASK 12
#define THREAD_PCB 36
#define THREAD_KERNEL_STACK 40
#define THREAD_RECOVER 108
#define TASK_EML_DISPATCH 108
#define EML_DISP_COUNT 4
#define EML_DISP_MIN 8
#define EML_DISP_VECTOR 12
#define TRAP_ARG_COUNT 0
#define TRAP_FUNCTION 4
#define TRAP_ENTRY_SHIFT 3

/* ---- kseg2 ---- */
#define TABLE_WINDOW 0xc0000000 /* words of the current pmap: that of page n at 4n */
#define TABLE_WINDOW_BYTES 0x00200000
#define TABLE_WINDOW_SHIFT 21

#endif
