/* Multiplication and division; HI and LO return as one number of 64 bits (v1, v0). */
#include "assembly.h"

        .set    noreorder
        .text

        .macro  pair name
FUNCTION(op_\name)
        .ifc    \name, div
        .word   0x0085001a              # div $4,$5: the assembler's own checks for zero
        .else
        .ifc    \name, divu
        .word   0x0085001b              # divu $4,$5: likewise
        .else
        \name   $a0, $a1
        .endif
        .endif
        mflo    $v0
        mfhi    $v1
        nop
        jr      $ra
        nop
END(op_\name)
        .endm

        .irp    name, mult, multu, div, divu
        pair    \name
        .endr

/* (lo, hi): written and read back, LO first. */
FUNCTION(op_move)
        mtlo    $a0
        mthi    $a1
        nop
        nop
        mflo    $v0
        mfhi    $v1
        jr      $ra
        nop
END(op_move)

/* Results stay while other instructions run. */
FUNCTION(op_multu_later)
        multu   $a0, $a1
        li      $t0, 40
1:      bnez    $t0, 1b
        addiu   $t0, $t0, -1
        mfhi    $v1
        mflo    $v0
        jr      $ra
        nop
END(op_multu_later)
