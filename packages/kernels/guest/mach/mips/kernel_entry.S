/*
 * Exceptions of the kernel itself (of Mach 3.0's mips/locore): its registers go onto the stack that is in
 * use. Interrupts are off from the exception until C lets them in again.
 */
#include <assembly.h>
#include <cp0.h>

#include <mips/layout.h>
#include <mips/save.h>

        .set    noreorder
        .set    noat
        .text

/* What an exception of the kernel saves, on the stack that is in use, at ARGUMENT_BYTES. */
#define KERNEL_FRAME (MSS_BYTES + 4 + 24)
#define AT 24
        .macro  kernel_entry
        addiu   $sp, $sp, -KERNEL_FRAME
        sw      $at, AT + MSS_REGISTER(1)($sp)
        sw      $v0, AT + MSS_REGISTER(2)($sp)
        sw      $a0, AT + MSS_REGISTER(4)($sp)
        sw      $a1, AT + MSS_REGISTER(5)($sp)
        sw      $a2, AT + MSS_REGISTER(6)($sp)
        sw      $a3, AT + MSS_REGISTER(7)($sp)
        mfc0    $a0, C0_STATUS
        mfc0    $a1, C0_CAUSE
        mfc0    $a2, C0_EPC
        sw      $ra, AT + MSS_REGISTER(31)($sp)
        sw      $a0, AT + MSS_STATUS($sp)
        sw      $a1, AT + MSS_CAUSE($sp)
        sw      $a2, AT + MSS_PC($sp)
        save_temporaries $sp, AT
        .endm

        .macro  kernel_exit
        lw      $a0, AT + MSS_STATUS($sp)
        restore_temporaries $sp, AT
        mtc0    $a0, C0_STATUS          # interrupts off
        lw      $ra, AT + MSS_REGISTER(31)($sp)
        lw      $at, AT + MSS_REGISTER(1)($sp)
        lw      $v0, AT + MSS_REGISTER(2)($sp)
        lw      $a0, AT + MSS_REGISTER(4)($sp)
        lw      $a1, AT + MSS_REGISTER(5)($sp)
        lw      $a2, AT + MSS_REGISTER(6)($sp)
        lw      $a3, AT + MSS_REGISTER(7)($sp)
        lw      $k0, AT + MSS_PC($sp)
        addiu   $sp, $sp, KERNEL_FRAME
        jr      $k0
        rfe
        .endm

/* An interrupt of the kernel. */
FUNCTION(TRAP_kernel_interrupt)
        kernel_entry
        jal     interrupt
        nop
        kernel_exit
END(TRAP_kernel_interrupt)

/* Any other exception of the kernel: kernel_trap(state). All registers are saved, to be printed. */
FUNCTION(TRAP_kernel_exception)
        kernel_entry
        save_kept $sp, AT
        addiu   $t0, $sp, KERNEL_FRAME
        mfc0    $t1, C0_BADVADDR
        sw      $gp, AT + MSS_REGISTER(28)($sp)
        sw      $t0, AT + MSS_REGISTER(29)($sp)
        sw      $t1, AT + MSS_BADVADDR($sp)
        jal     kernel_trap
        addiu   $a0, $sp, AT
        kernel_exit
END(TRAP_kernel_exception)
