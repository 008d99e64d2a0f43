/*
 * Misses on pages of kseg2. Entered by the general vector with k1 in the pcb, for TLBL and TLBS from
 * kernel mode; uses k0, k1 and at, which it keeps in the pcb.
 *
 *      window of page tables   the page-table page by the space's list (space.h), or, where there is
 *                              none, a page of words that are all invalid: the program's reference
 *                              then faults by itself, with its own cause and address. Goes into the
 *                              wired entries 2 to 7 in turn, under the space's ASID.
 *      the kernel's own        by the system map, into a random entry, global. Invalid: kernel_trap
 *      kuseg                   an entry is there, but not valid: kernel_trap
 *
 * No entry for a page of kseg2 is ever invalid, so one that missed is not in the TLB.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

        .set    noreorder
        .set    noat
        .text

FUNCTION(ktlb_miss)
        mfc0    $k0, C0_BADVADDR
        sw      $at, PCB + PCB_AT($zero)
        bgez    $k0, ktlb_fault         # kuseg
        lui     $k1, %hi(ktlb_misses)
        lw      $at, %lo(ktlb_misses)($k1)
        nop
        addiu   $at, $at, 1
        sw      $at, %lo(ktlb_misses)($k1)
        srl     $at, $k0, TABLE_WINDOW_SHIFT
        li      $k1, TABLE_WINDOW >> TABLE_WINDOW_SHIFT
        bne     $at, $k1, .Lsystem_map
        srl     $k0, $k0, PAGE_SHIFT

        /* The window: its page number, and from that the place in the list. */
        andi    $k0, $k0, (TABLE_WINDOW_BYTES >> PAGE_SHIFT) - 1
        addiu   $k0, $k0, -FIRST_TEXT_TABLE
        sltiu   $k1, $k0, TEXT_TABLES
        bne     $k1, $zero, 1f
        addiu   $at, $k0, FIRST_TEXT_TABLE - FIRST_DATA_TABLE
        sltiu   $k1, $at, DATA_TABLES
        bne     $k1, $zero, 1f
        addiu   $k0, $at, TEXT_TABLES
        addiu   $at, $at, FIRST_DATA_TABLE - FIRST_STACK_TABLE
        sltiu   $k1, $at, STACK_TABLES
        bne     $k1, $zero, 1f
        addiu   $k0, $at, TEXT_TABLES + DATA_TABLES
        lui     $at, %hi(no_table)      # nothing can be there
        b       2f
        lw      $at, %lo(no_table)($at)
1:      lui     $k1, %hi(current_tables)
        lw      $k1, %lo(current_tables)($k1)
        sll     $k0, $k0, 2
        addu    $k1, $k1, $k0
        lw      $at, 0($k1)
2:      lui     $k0, %hi(next_wired)
        lw      $k1, %lo(next_wired)($k0)
        mtc0    $at, C0_ENTRYLO
        sll     $at, $k1, TLB_INDEX_SHIFT
        mtc0    $at, C0_INDEX
        addiu   $k1, $k1, 1
        tlbwi                           # EntryHi is the page and the ASID that missed
        sltiu   $at, $k1, WIRED_END
        bne     $at, $zero, .Lreturn
        sw      $k1, %lo(next_wired)($k0)
        li      $k1, WIRED_TABLES
        b       .Lreturn
        sw      $k1, %lo(next_wired)($k0)

        /* The kernel's own: k0 is the page number. */
.Lsystem_map:
        li      $k1, SYSTEM_MAP >> PAGE_SHIFT
        subu    $k0, $k0, $k1
        sltiu   $k1, $k0, SYSTEM_MAP_PAGES
        beq     $k1, $zero, ktlb_fault
        sll     $k0, $k0, 2
        lui     $k1, %hi(system_map_entries)
        addu    $k1, $k1, $k0
        lw      $at, %lo(system_map_entries)($k1)
        nop
        andi    $k0, $at, LO_V
        beq     $k0, $zero, ktlb_fault
        mtc0    $at, C0_ENTRYLO
        nop
        tlbwr

        /* Back to the instruction that missed, or, if that was in the refill of kuseg, as that
         * returns: to the program's instruction, which then misses again and finds the table. */
.Lreturn:
        mfc0    $k0, C0_EPC
        lui     $k1, %hi(UTLB_VECTOR)
        subu    $k1, $k0, $k1
        sltiu   $k1, $k1, VECTOR_BYTES
        lw      $at, PCB + PCB_AT($zero)
        bne     $k1, $zero, 3f
        lw      $k1, PCB + PCB_K1($zero)
        jr      $k0
        rfe
3:      lui     $k0, %hi(utlb_return)
        addiu   $k0, $k0, %lo(utlb_return)
        jr      $k0
        rfe
END(ktlb_miss)

/* A refill that cannot be: a trap of the kernel, with its registers as they were. */
FUNCTION(ktlb_fault)
        lw      $at, PCB + PCB_AT($zero)
        j       kernel_exception
        nop
END(ktlb_fault)

        .data
        .align  2
        .globl  next_wired, ktlb_misses
        .type   next_wired, @object
        .size   next_wired, 4
next_wired:
        .word   WIRED_TABLES            # entry for the next page of the window
        .type   ktlb_misses, @object
        .size   ktlb_misses, 4
ktlb_misses:
        .word   0
