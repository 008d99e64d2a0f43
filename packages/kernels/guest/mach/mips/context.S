/*
 * Switches between kernel stacks (Mach 3.0's mips/context). What a thread keeps of its kernel mode is
 * on top of its stack (mips_kernel_state). Interrupts are off.
 */
#include <assembly.h>
#include <cp0.h>

#include <mips/layout.h>

        .set    noreorder
        .text

/*
 * thread_t Switch_context(thread_t old, continuation_t continuation, thread_t new, vm_offset_t stack)
 *
 * switch_context (pcb.c) has made `new` the running thread, whose stack is `stack`. Keeps the registers
 * of `old`, unless it goes on at a continuation; returns `old` where `new` called it, or begins there.
 */
FUNCTION(Switch_context)
        lui     $t0, %hi(current_kstack)
        lw      $t1, %lo(current_kstack)($t0)
        addiu   $t2, $a3, KERNEL_STACK_FRAME
        sw      $t2, %lo(current_kstack)($t0)
        bne     $a1, $zero, 1f
        addiu   $t1, $t1, KERNEL_STATE - KERNEL_STACK_FRAME
        sw      $s0, MKS_S(0)($t1)
        sw      $s1, MKS_S(1)($t1)
        sw      $s2, MKS_S(2)($t1)
        sw      $s3, MKS_S(3)($t1)
        sw      $s4, MKS_S(4)($t1)
        sw      $s5, MKS_S(5)($t1)
        sw      $s6, MKS_S(6)($t1)
        sw      $s7, MKS_S(7)($t1)
        sw      $s8, MKS_S(8)($t1)
        sw      $sp, MKS_SP($t1)
        sw      $ra, MKS_RA($t1)
1:      addiu   $t1, $a3, KERNEL_STATE
        lw      $ra, MKS_RA($t1)
        lw      $s0, MKS_S(0)($t1)
        lw      $s1, MKS_S(1)($t1)
        lw      $s2, MKS_S(2)($t1)
        lw      $s3, MKS_S(3)($t1)
        lw      $s4, MKS_S(4)($t1)
        lw      $s5, MKS_S(5)($t1)
        lw      $s6, MKS_S(6)($t1)
        lw      $s7, MKS_S(7)($t1)
        lw      $s8, MKS_S(8)($t1)
        lw      $sp, MKS_SP($t1)
        jr      $ra
        move    $v0, $a0
END(Switch_context)

/* void Load_context(vm_offset_t stack): the first thread begins on its stack. */
FUNCTION(Load_context)
        addiu   $t2, $a0, KERNEL_STACK_FRAME
        lui     $t0, %hi(current_kstack)
        sw      $t2, %lo(current_kstack)($t0)
        addiu   $t1, $a0, KERNEL_STATE
        lw      $ra, MKS_RA($t1)
        lw      $s0, MKS_S(0)($t1)
        lw      $sp, MKS_SP($t1)
        move    $fp, $zero
        jr      $ra
        move    $v0, $zero              # nobody ran before
END(Load_context)

/* Where a stack that was attached begins: its function, with who ran before. It does not return. */
FUNCTION(Thread_begin)
        move    $a0, $v0
        jr      $s0
        move    $ra, $zero
END(Thread_begin)
