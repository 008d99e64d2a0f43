/* Random, read and used at known distances (random.c). */
#include "assembly.h"
#include "cp0.h"

#define SERIES 64

        .set    noreorder
        .set    noat
        .text

FUNCTION(random_series)         # (words): Random in every third instruction
        .set    i, 0
        .rept   SERIES
        mfc0    $t0, C0_RANDOM
        nop
        sw      $t0, 4 * i($a0)
        .set    i, i + 1
        .endr
        jr      $ra
        nop
END(random_series)

/* Random before TLBWR, which uses that of its own time. A loop before moves where it begins. */
FUNCTION(random_tlbwr)          # (turns)
1:      bgtz    $a0, 1b
        addiu   $a0, $a0, -1
        nop
        mfc0    $v0, C0_RANDOM
        tlbwr
        nop
        jr      $ra
        nop
END(random_tlbwr)

/* Across a branch and its delay slot: two instructions. */
FUNCTION(random_branch)
        mfc0    $v0, C0_RANDOM
        beq     $zero, $zero, 1f
        nop
1:      mfc0    $v1, C0_RANDOM
        nop
        jr      $ra
        nop
END(random_branch)

/* A write does nothing. */
FUNCTION(random_written)
        mfc0    $v0, C0_RANDOM
        mtc0    $a0, C0_RANDOM
        mfc0    $v1, C0_RANDOM
        nop
        jr      $ra
        nop
END(random_written)

/* Over an exception, from which the handler returns to ra. */
        .macro  over name, instruction:vararg
FUNCTION(random_\name)
        move    $t1, $ra
        la      $ra, 1f
        lui     $t2, 0x4000
        mfc0    $v0, C0_RANDOM
        \instruction
1:      mfc0    $v1, C0_RANDOM
        nop
        jr      $t1
        move    $ra, $t1
END(random_\name)
        .endm

        over    syscall, syscall
        over    overflow, add $t2, $t2, $t2
