/*
 * A load, and what the next instruction sees of it. Each function is given the address of four words
 * (load-delay.c) and the old value of v0, and returns v0 as it is in the end and v1, usually what the
 * instruction behind the load has read in v0.
 */
#include "assembly.h"
#include "cp0.h"

        .set    noreorder
        .set    noat
        .text

        .macro  begin name
FUNCTION(\name)
        move    $v0, $a1
        move    $v1, $zero
        .endm

        .macro  end name
        nop
        jr      $ra
        nop
END(\name)
        .endm

        .macro  delayed name
        begin   delay_\name
        \name   $v0, 0($a0)
        move    $v1, $v0
        end     delay_\name
        .endm

        .irp    name, lb, lbu, lh, lhu, lw, lwl, lwr
        delayed \name
        .endr

        begin   delay_mfc0
        mfc0    $v0, C0_CONTEXT
        move    $v1, $v0
        end     delay_mfc0

/* Readers of other kinds: an address, a value to store, a branch, a jump. */
        begin   delay_base
        move    $t0, $a0
        lw      $t0, 8($a0)             # the address of word 1
        lw      $v0, 0($t0)
        lw      $v1, 0($t0)
        end     delay_base

        begin   delay_store
        lw      $v0, 0($a0)
        sw      $v0, 12($a0)
        lw      $v1, 12($a0)
        end     delay_store

        begin   delay_branch
        move    $v0, $zero
        lw      $v0, 0($a0)
        bne     $v0, $zero, 1f          # 0 still
        nop
        li      $v1, 1
1:
        end     delay_branch

        begin   delay_jump
        la      $t0, 1f
        la      $t1, 2f
        sw      $t1, 12($a0)
        nop
        lw      $t0, 12($a0)
        jr      $t0
        nop
1:      li      $v1, 1
2:
        end     delay_jump

        begin   delay_multiply
        lw      $v0, 0($a0)
        multu   $v0, $a1
        mflo    $v1
        end     delay_multiply

/* From the delay slot to the branch's target. */
        begin   delay_across_branch
        beq     $zero, $zero, 1f
        lw      $v0, 0($a0)
        nop
1:      move    $v1, $v0
        end     delay_across_branch

/* The next instruction writes the register itself: its result stays. */
        begin   delay_overwritten
        lw      $v0, 0($a0)
        li      $v0, 5
        move    $v1, $v0
        end     delay_overwritten

        begin   delay_linked
        move    $t0, $ra
        lw      $ra, 0($a0)
        bltzal  $zero, 1f
        nop
1:      la      $t1, 1b
        subu    $v1, $ra, $t1
        move    $ra, $t0
        end     delay_linked

/* The next instruction loads the same register: the first value is never there. */
        begin   cancel_load
        lw      $v0, 0($a0)
        lw      $v0, 4($a0)
        move    $v1, $v0
        end     cancel_load

        begin   cancel_three
        lw      $v0, 0($a0)
        lw      $v0, 8($a0)
        lw      $v0, 4($a0)
        move    $v1, $v0
        end     cancel_three

        begin   cancel_by_mfc0
        lw      $v0, 0($a0)
        mfc0    $v0, C0_CONTEXT
        move    $v1, $v0
        end     cancel_by_mfc0

        begin   cancel_mfc0
        mfc0    $v0, C0_CONTEXT
        lw      $v0, 4($a0)
        move    $v1, $v0
        end     cancel_mfc0

        begin   cancel_across_branch
        beq     $zero, $zero, 1f
        lw      $v0, 0($a0)
        nop
1:      lw      $v0, 4($a0)
        move    $v1, $v0
        end     cancel_across_branch

/* Another register's load cancels nothing. */
        begin   cancel_other
        lw      $v0, 0($a0)
        lw      $v1, 4($a0)
        end     cancel_other

/* An exception finds the value written; if it is that of the second load, too. */
        begin   written_at_syscall
        lw      $v0, 0($a0)
        syscall
        end     written_at_syscall

        begin   written_at_overflow
        lui     $t0, 0x7fff
        lw      $v0, 0($a0)
        add     $v0, $t0, $t0
        end     written_at_overflow

        begin   written_at_load
        lw      $v0, 0($a0)
        lw      $v0, 1($a0)             # misaligned
        end     written_at_load

        begin   written_in_slot
        lw      $v0, 0($a0)
        beq     $v1, $zero, 1f
        lw      $v0, 2($a0)
1:
        end     written_in_slot
