/* HI and LO read and written at once: the processor waits. (multiplier.c) */
#include "assembly.h"

        .set    noreorder
        .set    noat
        .text

FUNCTION(at_once_multu)
        multu   $a0, $a1
        mflo    $v0
        mfhi    $v1
        jr      $ra
        nop
END(at_once_multu)

FUNCTION(at_once_divu)
        .word   0x0085001b              # divu $4,$5, without the assembler's check for zero
        mfhi    $v1
        mflo    $v0
        jr      $ra
        nop
END(at_once_divu)

/* The later of two. */
FUNCTION(at_once_twice)
        .word   0x0085001b
        multu   $a0, $a1
        mflo    $v0
        mfhi    $v1
        jr      $ra
        nop
END(at_once_twice)

/* LO written over, HI left. */
FUNCTION(at_once_mtlo)
        multu   $a0, $a1
        mtlo    $a0
        mflo    $v0
        mfhi    $v1
        jr      $ra
        nop
END(at_once_mtlo)

/* In the delay slot of a call to what reads the result. */
FUNCTION(at_once_slot)
        beq     $zero, $zero, 1f
        multu   $a0, $a1
        nop
1:      mfhi    $v1
        mflo    $v0
        jr      $ra
        nop
END(at_once_slot)

/* An exception between: HI and LO stay through a handler that saves them. */
FUNCTION(at_once_syscall)
        move    $t0, $ra
        la      $ra, 1f
        multu   $a0, $a1
        syscall
1:      mflo    $v0
        mfhi    $v1
        jr      $t0
        move    $ra, $t0
END(at_once_syscall)
