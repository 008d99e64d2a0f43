/* Jumps that the book does not define, and the one that one expects otherwise (jumps-undefined.c). */
#include "assembly.h"

        .set    noreorder
        .set    noat
        .text

/* A branch in a delay slot: one instruction at the first one's target, then the second one's. */
FUNCTION(branch_in_slot)
        li      $v0, 0
        beq     $zero, $zero, 1f
        beq     $zero, $zero, 2f
        ori     $v0, $v0, 8
1:      ori     $v0, $v0, 1
        jr      $ra
        ori     $v0, $v0, 2
2:      jr      $ra
        ori     $v0, $v0, 4
END(branch_in_slot)

/* One that is not taken does nothing there. */
FUNCTION(branch_in_slot_not_taken)
        li      $v0, 0
        beq     $zero, $zero, 1f
        bne     $zero, $zero, 2f
        ori     $v0, $v0, 8
1:      ori     $v0, $v0, 1
        jr      $ra
        ori     $v0, $v0, 2
2:      jr      $ra
        ori     $v0, $v0, 4
END(branch_in_slot_not_taken)

/* Source and link the same register: the jump is to its old value. */
FUNCTION(jalr_same)
        la      $t0, 1f
        .word   0x01004009              # jalr $8,$8, which the assembler refuses
        nop
        ori     $v0, $zero, 8
1:      la      $t1, jalr_same
        jr      $ra
        subu    $v0, $t0, $t1
END(jalr_same)
