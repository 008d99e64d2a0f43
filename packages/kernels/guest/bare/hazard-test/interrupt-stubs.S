/*
 * Interrupts that are taken at the very next instruction, at the label (interrupt-points.c). Given are
 * Cause and Status.
 */
#include "assembly.h"
#include "cp0.h"

        .set    noreorder
        .set    noat
        .text

        .macro  label name
        .globl  \name
\name:
        .endm

        .macro  begin name
FUNCTION(\name)
        li      $v0, 0
        .endm

        .macro  end name
        nop
        jr      $ra
        nop
END(\name)
        .endm

        begin   point_asked
        mtc0    $a1, C0_STATUS
        mtc0    $a0, C0_CAUSE
        label   point_asked_at
        addiu   $v0, $v0, 1
        end     point_asked

        begin   point_enabled
        mtc0    $a0, C0_CAUSE
        mtc0    $a1, C0_STATUS
        label   point_enabled_at
        addiu   $v0, $v0, 1
        end     point_enabled

/* Before a branch: the branch is started again. */
        begin   point_branch
        mtc0    $a1, C0_STATUS
        mtc0    $a0, C0_CAUSE
        label   point_branch_at
        beq     $zero, $zero, 1f
        addiu   $v0, $v0, 1
        addiu   $v0, $v0, 2
1:
        end     point_branch

/* Asked for in a delay slot: at the target. */
        begin   point_slot
        mtc0    $a1, C0_STATUS
        beq     $zero, $zero, point_slot_at
        mtc0    $a0, C0_CAUSE
        addiu   $v0, $v0, 2
        label   point_slot_at
        addiu   $v0, $v0, 1
        end     point_slot

/* Enabled by RFE: Status is given one level up. */
        begin   point_rfe
        mtc0    $a0, C0_CAUSE
        sll     $t0, $a1, 2
        andi    $t0, $t0, ST_IEP
        addiu   $t1, $zero, ~ST_IEC
        and     $t1, $t1, $a1
        or      $t0, $t0, $t1
        mtc0    $t0, C0_STATUS
        nop
        rfe
        label   point_rfe_at
        addiu   $v0, $v0, 1
        end     point_rfe

/* Disabled by the write before: not at all. */
        begin   point_disabled
        mtc0    $a1, C0_STATUS
        mtc0    $zero, C0_STATUS
        mtc0    $a0, C0_CAUSE
        label   point_disabled_at
        addiu   $v0, $v0, 1
        mtc0    $zero, C0_CAUSE
        end     point_disabled
