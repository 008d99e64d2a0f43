/*
 * Registers to and from the frame of an exception (layout.h), for locore.S and kernel_entry.S.
 */
#ifndef MIPS_SAVE_H
#define MIPS_SAVE_H

/* From user mode: afterwards k1 is the pcb, k0 the pc, which is not saved yet, at Cause, and sp the
 * thread's kernel stack. */
        .macro  user_entry
        lui     $k1, %hi(current_pcb)
        lw      $k1, %lo(current_pcb)($k1)
        mfc0    $k0, C0_EPC
        sw      $sp, MSS_REGISTER(29)($k1)
        sw      $at, MSS_REGISTER(1)($k1)
        mfc0    $sp, C0_STATUS
        mfc0    $at, C0_CAUSE
        sw      $v0, MSS_REGISTER(2)($k1)
        sw      $a0, MSS_REGISTER(4)($k1)
        sw      $a1, MSS_REGISTER(5)($k1)
        sw      $a2, MSS_REGISTER(6)($k1)
        sw      $a3, MSS_REGISTER(7)($k1)
        sw      $gp, MSS_REGISTER(28)($k1)
        sw      $ra, MSS_REGISTER(31)($k1)
        sw      $sp, MSS_STATUS($k1)
        sw      $at, MSS_CAUSE($k1)
        lui     $sp, %hi(current_kstack)
        lw      $sp, %lo(current_kstack)($sp)
        .endm

/* Registers that C may change, besides those of the entry. */
        .macro  save_temporaries base, at=0
        sw      $v1, \at+MSS_REGISTER(3)(\base)
        sw      $t0, \at+MSS_REGISTER(8)(\base)
        sw      $t1, \at+MSS_REGISTER(9)(\base)
        sw      $t2, \at+MSS_REGISTER(10)(\base)
        sw      $t3, \at+MSS_REGISTER(11)(\base)
        sw      $t4, \at+MSS_REGISTER(12)(\base)
        sw      $t5, \at+MSS_REGISTER(13)(\base)
        sw      $t6, \at+MSS_REGISTER(14)(\base)
        sw      $t7, \at+MSS_REGISTER(15)(\base)
        mflo    $t0
        mfhi    $t1
        sw      $t8, \at+MSS_REGISTER(24)(\base)
        sw      $t9, \at+MSS_REGISTER(25)(\base)
        sw      $t0, \at+MSS_LO(\base)
        sw      $t1, \at+MSS_HI(\base)
        .endm

        .macro  restore_temporaries base, at=0
        lw      $t0, \at+MSS_LO(\base)
        lw      $t1, \at+MSS_HI(\base)
        mtlo    $t0
        mthi    $t1
        lw      $v1, \at+MSS_REGISTER(3)(\base)
        lw      $t0, \at+MSS_REGISTER(8)(\base)
        lw      $t1, \at+MSS_REGISTER(9)(\base)
        lw      $t2, \at+MSS_REGISTER(10)(\base)
        lw      $t3, \at+MSS_REGISTER(11)(\base)
        lw      $t4, \at+MSS_REGISTER(12)(\base)
        lw      $t5, \at+MSS_REGISTER(13)(\base)
        lw      $t6, \at+MSS_REGISTER(14)(\base)
        lw      $t7, \at+MSS_REGISTER(15)(\base)
        lw      $t8, \at+MSS_REGISTER(24)(\base)
        lw      $t9, \at+MSS_REGISTER(25)(\base)
        .endm

        .macro  save_kept base, at=0
        sw      $s0, \at+MSS_REGISTER(16)(\base)
        sw      $s1, \at+MSS_REGISTER(17)(\base)
        sw      $s2, \at+MSS_REGISTER(18)(\base)
        sw      $s3, \at+MSS_REGISTER(19)(\base)
        sw      $s4, \at+MSS_REGISTER(20)(\base)
        sw      $s5, \at+MSS_REGISTER(21)(\base)
        sw      $s6, \at+MSS_REGISTER(22)(\base)
        sw      $s7, \at+MSS_REGISTER(23)(\base)
        sw      $s8, \at+MSS_REGISTER(30)(\base)
        .endm

        .macro  restore_kept base, at=0
        lw      $s0, \at+MSS_REGISTER(16)(\base)
        lw      $s1, \at+MSS_REGISTER(17)(\base)
        lw      $s2, \at+MSS_REGISTER(18)(\base)
        lw      $s3, \at+MSS_REGISTER(19)(\base)
        lw      $s4, \at+MSS_REGISTER(20)(\base)
        lw      $s5, \at+MSS_REGISTER(21)(\base)
        lw      $s6, \at+MSS_REGISTER(22)(\base)
        lw      $s7, \at+MSS_REGISTER(23)(\base)
        lw      $s8, \at+MSS_REGISTER(30)(\base)
        .endm

#endif
