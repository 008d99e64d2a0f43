/*
 * Entry and exit of exceptions. From user mode the registers go into the frame at the upper end of the
 * u-area, from the kernel onto the stack that is in use. Interrupts are off from the exception until C
 * lets them in again, and from where C has looked for the last time until RFE. k0 and k1 belong to
 * whoever entered last; they are not saved.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

#define USER(number) USER_FRAME + FRAME_REGISTER(number)($zero)

/* Registers that a C function may change, to and from a frame at `at`. */
        .macro  save_temporaries at, base
        sw      $1, FRAME_REGISTER(1) + \at(\base)
        sw      $2, FRAME_REGISTER(2) + \at(\base)
        sw      $3, FRAME_REGISTER(3) + \at(\base)
        sw      $4, FRAME_REGISTER(4) + \at(\base)
        sw      $5, FRAME_REGISTER(5) + \at(\base)
        sw      $6, FRAME_REGISTER(6) + \at(\base)
        sw      $7, FRAME_REGISTER(7) + \at(\base)
        sw      $8, FRAME_REGISTER(8) + \at(\base)
        sw      $9, FRAME_REGISTER(9) + \at(\base)
        sw      $10, FRAME_REGISTER(10) + \at(\base)
        sw      $11, FRAME_REGISTER(11) + \at(\base)
        sw      $12, FRAME_REGISTER(12) + \at(\base)
        sw      $13, FRAME_REGISTER(13) + \at(\base)
        sw      $14, FRAME_REGISTER(14) + \at(\base)
        sw      $15, FRAME_REGISTER(15) + \at(\base)
        sw      $24, FRAME_REGISTER(24) + \at(\base)
        sw      $25, FRAME_REGISTER(25) + \at(\base)
        sw      $31, FRAME_REGISTER(31) + \at(\base)
        mflo    $t0
        mfhi    $t1
        mfc0    $a0, C0_STATUS
        mfc0    $a1, C0_CAUSE
        mfc0    $a2, C0_EPC
        sw      $t0, FRAME_LO + \at(\base)
        sw      $t1, FRAME_HI + \at(\base)
        sw      $a0, FRAME_STATUS + \at(\base)
        sw      $a1, FRAME_CAUSE + \at(\base)
        sw      $a2, FRAME_EPC + \at(\base)
        .endm

/* Leaves Status as it was at the exception, and EPC in k0. */
        .macro  restore_temporaries at, base
        lw      $a0, FRAME_STATUS + \at(\base)
        lw      $t0, FRAME_LO + \at(\base)
        lw      $t1, FRAME_HI + \at(\base)
        mtc0    $a0, C0_STATUS
        mtlo    $t0
        mthi    $t1
        lw      $1, FRAME_REGISTER(1) + \at(\base)
        lw      $2, FRAME_REGISTER(2) + \at(\base)
        lw      $3, FRAME_REGISTER(3) + \at(\base)
        lw      $4, FRAME_REGISTER(4) + \at(\base)
        lw      $5, FRAME_REGISTER(5) + \at(\base)
        lw      $6, FRAME_REGISTER(6) + \at(\base)
        lw      $7, FRAME_REGISTER(7) + \at(\base)
        lw      $8, FRAME_REGISTER(8) + \at(\base)
        lw      $9, FRAME_REGISTER(9) + \at(\base)
        lw      $10, FRAME_REGISTER(10) + \at(\base)
        lw      $11, FRAME_REGISTER(11) + \at(\base)
        lw      $12, FRAME_REGISTER(12) + \at(\base)
        lw      $13, FRAME_REGISTER(13) + \at(\base)
        lw      $14, FRAME_REGISTER(14) + \at(\base)
        lw      $15, FRAME_REGISTER(15) + \at(\base)
        lw      $24, FRAME_REGISTER(24) + \at(\base)
        lw      $25, FRAME_REGISTER(25) + \at(\base)
        lw      $31, FRAME_REGISTER(31) + \at(\base)
        lw      $k0, FRAME_EPC + \at(\base)
        .endm

/* Those that it keeps, and gp. */
        .macro  save_kept at, base
        sw      $16, FRAME_REGISTER(16) + \at(\base)
        sw      $17, FRAME_REGISTER(17) + \at(\base)
        sw      $18, FRAME_REGISTER(18) + \at(\base)
        sw      $19, FRAME_REGISTER(19) + \at(\base)
        sw      $20, FRAME_REGISTER(20) + \at(\base)
        sw      $21, FRAME_REGISTER(21) + \at(\base)
        sw      $22, FRAME_REGISTER(22) + \at(\base)
        sw      $23, FRAME_REGISTER(23) + \at(\base)
        sw      $28, FRAME_REGISTER(28) + \at(\base)
        sw      $30, FRAME_REGISTER(30) + \at(\base)
        .endm

        .macro  restore_kept at, base
        lw      $16, FRAME_REGISTER(16) + \at(\base)
        lw      $17, FRAME_REGISTER(17) + \at(\base)
        lw      $18, FRAME_REGISTER(18) + \at(\base)
        lw      $19, FRAME_REGISTER(19) + \at(\base)
        lw      $20, FRAME_REGISTER(20) + \at(\base)
        lw      $21, FRAME_REGISTER(21) + \at(\base)
        lw      $22, FRAME_REGISTER(22) + \at(\base)
        lw      $23, FRAME_REGISTER(23) + \at(\base)
        lw      $28, FRAME_REGISTER(28) + \at(\base)
        lw      $30, FRAME_REGISTER(30) + \at(\base)
        .endm

        .set    noreorder
        .set    noat
        .text

/* A system call or trap of a program: syscall(frame) or trap(frame), then back to it. */
FUNCTION(user_exception)
        sw      $sp, USER(29)
        save_temporaries USER_FRAME, $zero
        save_kept USER_FRAME, $zero
        mfc0    $t0, C0_BADVADDR
        andi    $t1, $a1, CAUSE_CODE
        li      $t2, EXC_SYS << CAUSE_CODE_SHIFT
        sw      $t0, USER_FRAME + FRAME_BADVADDR($zero)
        li      $sp, KERNEL_STACK
        bne     $t1, $t2, 1f
        li      $a0, USER_FRAME
        jal     syscall
        nop
        j       user_return
        nop
1:      jal     trap
        nop
        j       user_return
        nop
END(user_exception)

/* The program goes on with the registers of its frame. Entered with interrupts off, by a jump. */
FUNCTION(user_return)
        restore_temporaries USER_FRAME, $zero
        restore_kept USER_FRAME, $zero
        lw      $sp, USER(29)
        jr      $k0
        rfe
END(user_return)

/*
 * An interrupt of a program: interrupt(status, cause, pc). The registers that C keeps are saved only
 * if something is to be done before the program goes on: user_notice().
 */
FUNCTION(user_interrupt)
        sw      $sp, USER(29)
        save_temporaries USER_FRAME, $zero
        li      $sp, KERNEL_STACK
        jal     interrupt
        nop
        jal     notice_pending          # interrupts are off when it returns
        nop
        bne     $v0, $zero, 1f
        nop
        restore_temporaries USER_FRAME, $zero
        lw      $sp, USER(29)
        jr      $k0
        rfe
1:      save_kept USER_FRAME, $zero
        jal     user_notice
        nop
        j       user_return
        nop
END(user_interrupt)

/* An interrupt of the kernel: interrupt(status, cause, pc), then on with what was interrupted. */
FUNCTION(kernel_interrupt)
        addiu   $sp, $sp, -(FRAME_BYTES + ARGUMENT_BYTES)
        save_temporaries ARGUMENT_BYTES, $sp
        jal     interrupt
        nop
        restore_temporaries ARGUMENT_BYTES, $sp
        addiu   $sp, $sp, FRAME_BYTES + ARGUMENT_BYTES
        jr      $k0
        rfe
END(kernel_interrupt)

/* Any other exception of the kernel: kernel_trap(frame). All registers are saved, to be printed. */
FUNCTION(kernel_exception)
        addiu   $sp, $sp, -(FRAME_BYTES + ARGUMENT_BYTES)
        save_temporaries ARGUMENT_BYTES, $sp
        save_kept ARGUMENT_BYTES, $sp
        addiu   $t0, $sp, FRAME_BYTES + ARGUMENT_BYTES
        mfc0    $t1, C0_BADVADDR
        sw      $t0, ARGUMENT_BYTES + FRAME_REGISTER(29)($sp)
        sw      $t1, ARGUMENT_BYTES + FRAME_BADVADDR($sp)
        jal     kernel_trap
        addiu   $a0, $sp, ARGUMENT_BYTES
        restore_temporaries ARGUMENT_BYTES, $sp
        addiu   $sp, $sp, FRAME_BYTES + ARGUMENT_BYTES
        jr      $k0
        rfe
END(kernel_exception)

/* Where a forked thread begins (thread.c): on its own stack, its frame made; child_begins(s0, s1). */
FUNCTION(fork_return)
        move    $a0, $s0
        jal     child_begins            # interrupts are off when it returns
        move    $a1, $s1
        j       user_return
        nop
END(fork_return)
