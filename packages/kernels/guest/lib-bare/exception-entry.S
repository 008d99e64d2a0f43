/*
 * Entry and exit of exceptions. Only k0 is free to use: k1 belongs to the handler of misses in kuseg,
 * in which another exception may happen (a miss on the page table itself).
 */
#include "assembly.h"
#include "cp0.h"
#include "frame.h"

        .set    noreorder
        .set    noat
        .text

/* Copied to the vectors. */
FUNCTION(general_vector)
        lui     $k0, %hi(exception_entry)
        addiu   $k0, $k0, %lo(exception_entry)
        jr      $k0
        nop
END(general_vector)
        .globl  general_vector_end
general_vector_end:

FUNCTION(exception_entry)
        bltz    $sp, 1f                 # a stack in kseg0: the kernel's own
        move    $k0, $sp
        lui     $sp, %hi(kernel_stack)
        lw      $sp, %lo(kernel_stack)($sp)
        nop
1:      addiu   $sp, $sp, -FRAME_BYTES
        sw      $k0, FRAME_REGISTER(29)($sp)
        sw      $1, FRAME_REGISTER(1)($sp)
        sw      $2, FRAME_REGISTER(2)($sp)
        sw      $3, FRAME_REGISTER(3)($sp)
        sw      $4, FRAME_REGISTER(4)($sp)
        sw      $5, FRAME_REGISTER(5)($sp)
        sw      $6, FRAME_REGISTER(6)($sp)
        sw      $7, FRAME_REGISTER(7)($sp)
        sw      $8, FRAME_REGISTER(8)($sp)
        sw      $9, FRAME_REGISTER(9)($sp)
        sw      $10, FRAME_REGISTER(10)($sp)
        sw      $11, FRAME_REGISTER(11)($sp)
        sw      $12, FRAME_REGISTER(12)($sp)
        sw      $13, FRAME_REGISTER(13)($sp)
        sw      $14, FRAME_REGISTER(14)($sp)
        sw      $15, FRAME_REGISTER(15)($sp)
        sw      $16, FRAME_REGISTER(16)($sp)
        sw      $17, FRAME_REGISTER(17)($sp)
        sw      $18, FRAME_REGISTER(18)($sp)
        sw      $19, FRAME_REGISTER(19)($sp)
        sw      $20, FRAME_REGISTER(20)($sp)
        sw      $21, FRAME_REGISTER(21)($sp)
        sw      $22, FRAME_REGISTER(22)($sp)
        sw      $23, FRAME_REGISTER(23)($sp)
        sw      $24, FRAME_REGISTER(24)($sp)
        sw      $25, FRAME_REGISTER(25)($sp)
        sw      $27, FRAME_REGISTER(27)($sp)
        sw      $28, FRAME_REGISTER(28)($sp)
        sw      $30, FRAME_REGISTER(30)($sp)
        sw      $31, FRAME_REGISTER(31)($sp)
        mflo    $t0
        mfhi    $t1
        mfc0    $t2, C0_STATUS
        mfc0    $t3, C0_CAUSE
        mfc0    $t4, C0_EPC
        mfc0    $t5, C0_BADVADDR
        sw      $t0, FRAME_LO($sp)
        sw      $t1, FRAME_HI($sp)
        sw      $t2, FRAME_STATUS($sp)
        sw      $t3, FRAME_CAUSE($sp)
        sw      $t4, FRAME_EPC($sp)
        sw      $t5, FRAME_BADVADDR($sp)
        jal     exception
        move    $a0, $sp

        mfc0    $t0, C0_STATUS          # nothing may come between the write of Status and RFE
        li      $t1, ~ST_IEC
        and     $t0, $t0, $t1
        mtc0    $t0, C0_STATUS
        lw      $t0, FRAME_LO($sp)
        lw      $t1, FRAME_HI($sp)
        mtlo    $t0
        mthi    $t1
        lw      $t0, FRAME_STATUS($sp)
        nop
        mtc0    $t0, C0_STATUS
        lw      $1, FRAME_REGISTER(1)($sp)
        lw      $2, FRAME_REGISTER(2)($sp)
        lw      $3, FRAME_REGISTER(3)($sp)
        lw      $4, FRAME_REGISTER(4)($sp)
        lw      $5, FRAME_REGISTER(5)($sp)
        lw      $6, FRAME_REGISTER(6)($sp)
        lw      $7, FRAME_REGISTER(7)($sp)
        lw      $8, FRAME_REGISTER(8)($sp)
        lw      $9, FRAME_REGISTER(9)($sp)
        lw      $10, FRAME_REGISTER(10)($sp)
        lw      $11, FRAME_REGISTER(11)($sp)
        lw      $12, FRAME_REGISTER(12)($sp)
        lw      $13, FRAME_REGISTER(13)($sp)
        lw      $14, FRAME_REGISTER(14)($sp)
        lw      $15, FRAME_REGISTER(15)($sp)
        lw      $16, FRAME_REGISTER(16)($sp)
        lw      $17, FRAME_REGISTER(17)($sp)
        lw      $18, FRAME_REGISTER(18)($sp)
        lw      $19, FRAME_REGISTER(19)($sp)
        lw      $20, FRAME_REGISTER(20)($sp)
        lw      $21, FRAME_REGISTER(21)($sp)
        lw      $22, FRAME_REGISTER(22)($sp)
        lw      $23, FRAME_REGISTER(23)($sp)
        lw      $24, FRAME_REGISTER(24)($sp)
        lw      $25, FRAME_REGISTER(25)($sp)
        lw      $27, FRAME_REGISTER(27)($sp)
        lw      $28, FRAME_REGISTER(28)($sp)
        lw      $30, FRAME_REGISTER(30)($sp)
        lw      $31, FRAME_REGISTER(31)($sp)
        lw      $k0, FRAME_EPC($sp)
        lw      $sp, FRAME_REGISTER(29)($sp)
        jr      $k0
        rfe
END(exception_entry)

/* Room for the registers that a C function keeps for its caller: s0-s8, gp and ra. */
#define KEPT_BYTES 48

FUNCTION(enter_user)            # (entry, user stack, argument, status)
        addiu   $sp, $sp, -KEPT_BYTES
        sw      $s0, 0($sp)
        sw      $s1, 4($sp)
        sw      $s2, 8($sp)
        sw      $s3, 12($sp)
        sw      $s4, 16($sp)
        sw      $s5, 20($sp)
        sw      $s6, 24($sp)
        sw      $s7, 28($sp)
        sw      $s8, 32($sp)
        sw      $gp, 36($sp)
        sw      $ra, 40($sp)
        lui     $t0, %hi(kernel_stack)
        sw      $sp, %lo(kernel_stack)($t0)
        mtc0    $a3, C0_STATUS
        move    $k0, $a0
        move    $sp, $a1
        move    $a0, $a2
        jr      $k0
        rfe
END(enter_user)

FUNCTION(leave_user)            # (value): enter_user returns it
        lui     $t0, %hi(kernel_stack)
        lw      $sp, %lo(kernel_stack)($t0)
        move    $v0, $a0
        lw      $s0, 0($sp)
        lw      $s1, 4($sp)
        lw      $s2, 8($sp)
        lw      $s3, 12($sp)
        lw      $s4, 16($sp)
        lw      $s5, 20($sp)
        lw      $s6, 24($sp)
        lw      $s7, 28($sp)
        lw      $s8, 32($sp)
        lw      $gp, 36($sp)
        lw      $ra, 40($sp)
        nop
        jr      $ra
        addiu   $sp, $sp, KEPT_BYTES
END(leave_user)

        .bss
        .align  2
        .globl  kernel_stack
        .type   kernel_stack, @object
        .size   kernel_stack, 4
kernel_stack:                   # where exceptions from user mode begin
        .space  4
