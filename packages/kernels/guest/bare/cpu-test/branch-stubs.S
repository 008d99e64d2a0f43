/*
 * Branches. Each function returns what was executed: TAKEN or not, the delay slot (which always is),
 * and for those that link, how far behind the function's beginning the return address is.
 */
#include "assembly.h"
#include "branches.h"

        .set    noreorder
        .set    noat
        .text

        .macro  branch name, operands:vararg
FUNCTION(br_\name)
        move    $t0, $ra
        la      $ra, br_\name           # what a branch that does not link leaves
        li      $v0, 0
        \name   \operands, 1f
        ori     $v0, $v0, DELAY_SLOT
        ori     $v0, $v0, NOT_TAKEN
1:      la      $t1, br_\name
        subu    $t1, $ra, $t1
        sll     $t1, $t1, LINK_SHIFT
        or      $v0, $v0, $t1
        jr      $t0
        move    $ra, $t0
END(br_\name)
        .endm

        branch  beq, $a0, $a1
        branch  bne, $a0, $a1
        branch  blez, $a0
        branch  bgtz, $a0
        branch  bltz, $a0
        branch  bgez, $a0
        branch  bltzal, $a0
        branch  bgezal, $a0

/* The delay slot changes what the branch has compared: too late. */
FUNCTION(br_changed)
        beq     $a0, $a1, 1f
        addiu   $a0, $a0, 1
        jr      $ra
        li      $v0, NOT_TAKEN
1:      jr      $ra
        li      $v0, 0
END(br_changed)

/* Backwards, a0 times: how often the delay slot was executed. */
FUNCTION(br_backwards)
        li      $v0, 0
1:      addiu   $a0, $a0, -1
        bgtz    $a0, 1b
        addiu   $v0, $v0, 1
        jr      $ra
        nop
END(br_backwards)

/* A branch to the instruction in its own delay slot's place: executed twice. */
FUNCTION(br_to_delay_slot)
        li      $v0, 0
        beq     $zero, $zero, 1f
1:      addiu   $v0, $v0, 1
        jr      $ra
        nop
END(br_to_delay_slot)

/* The farthest branches there are: 2^17 bytes each way, less the delay slot. */
FUNCTION(br_far_forward)
        beq     $zero, $zero, far_forward
        li      $v0, DELAY_SLOT
        .globl  far_back
far_back:
        jr      $ra
        ori     $v0, $v0, TAKEN_BACK
        .space  0x1ffec
far_forward:
        .globl  far_forward
        beq     $zero, $zero, far_back
        ori     $v0, $v0, NOT_TAKEN
END(br_far_forward)

FUNCTION(jump_j)
        li      $v0, 0
        j       1f
        ori     $v0, $v0, DELAY_SLOT
        ori     $v0, $v0, NOT_TAKEN
1:      jr      $ra
        nop
END(jump_j)

/* The return address: behind the delay slot. */
FUNCTION(jump_jal)
        move    $t0, $ra
        li      $v0, 0
        jal     1f
        ori     $v0, $v0, DELAY_SLOT
        ori     $v0, $v0, NOT_TAKEN
1:      la      $t1, jump_jal
        subu    $t1, $ra, $t1
        sll     $t1, $t1, LINK_SHIFT
        or      $v0, $v0, $t1
        jr      $t0
        move    $ra, $t0
END(jump_jal)

/* Through a register that the delay slot changes, link in another than 31. */
FUNCTION(jump_jalr)
        la      $t0, 1f
        li      $v0, 0
        jalr    $t3, $t0
        move    $t0, $zero
        ori     $v0, $v0, NOT_TAKEN
1:      la      $t1, jump_jalr
        subu    $t1, $t3, $t1
        sll     $t1, $t1, LINK_SHIFT
        or      $v0, $v0, $t1
        jr      $ra
        ori     $v0, $v0, DELAY_SLOT
END(jump_jalr)

/* jr, and a load in its delay slot. */
FUNCTION(jump_jr_load)
        jr      $ra
        lw      $v0, 0($a0)
END(jump_jr_load)

/* A call and return 16 deep through jal and jr: the sum of depths. */
FUNCTION(jump_deep)
        addiu   $sp, $sp, -8
        sw      $ra, 4($sp)
        blez    $a0, 1f
        li      $v0, 0
        sw      $a0, 0($sp)
        jal     jump_deep
        addiu   $a0, $a0, -1
        lw      $a0, 0($sp)
        nop
        addu    $v0, $v0, $a0
1:      lw      $ra, 4($sp)
        nop
        jr      $ra
        addiu   $sp, $sp, 8
END(jump_deep)
