/*
 * Misses on pages of kseg2 (Mach 3.0's TRAP_tlb_miss and tlb_miss). Entered by the general vector for
 * TLBL and TLBS from kernel mode; uses k0, k1 and at, which it keeps.
 *
 *      window of page tables   the page-table page by the words of the active pmap (pmap_layout.h), or
 *                              pmap_no_ptes, a page whose words are all invalid, by which the
 *                              program's reference then faults by itself, with its own cause and
 *                              address. Goes into the wired entries 0 to 7 in turn, under the pmap's
 *                              ASID.
 *      the kernel's map        by kernel_ptes, a word for each page, into a random entry, global.
 *                              Invalid: kernel_trap
 *      kuseg                   an entry is there, but not valid: kernel_trap
 *
 * No entry for a page of kseg2 is ever invalid, so one that missed is not in the TLB.
 */
#include <assembly.h>
#include <cp0.h>
#include <mips/layout.h>
#include <mips/pmap_layout.h>

        .set    noreorder
        .set    noat
        .text

FUNCTION(TRAP_tlb_miss)
        mfc0    $k0, C0_BADVADDR
        lui     $k1, %hi(vector_at)
        bgez    $k0, tlb_fault          # kuseg
        sw      $at, %lo(vector_at)($k1)
        lui     $k1, %hi(ktlb_misses)
        lw      $at, %lo(ktlb_misses)($k1)
        nop
        addiu   $at, $at, 1
        sw      $at, %lo(ktlb_misses)($k1)
        srl     $at, $k0, TABLE_WINDOW_SHIFT
        li      $k1, TABLE_WINDOW >> TABLE_WINDOW_SHIFT
        bne     $at, $k1, .Lkernel_map
        srl     $k0, $k0, PAGE_SHIFT

        /* The window: its page among the pmap's, by the low bits of their words. */
        lui     $k1, %hi(vector_v0)
        sw      $v0, %lo(vector_v0)($k1)
        lui     $k1, %hi(active_pmap)
        lw      $k1, %lo(active_pmap)($k1)
        andi    $k0, $k0, (TABLE_WINDOW_BYTES >> PAGE_SHIFT) - 1
        ori     $k0, $k0, PTEPAGE_VALID
        .irp    place, 0, 1, 2, 3, 4
        lw      $at, PMAP_PTEPAGES + 4 * \place($k1)
        nop
        xor     $at, $at, $k0
        andi    $v0, $at, PTEPAGE_KEY
        beq     $v0, $zero, 2f
        nop
        .endr
        lw      $k1, PMAP_OVF($k1)
        andi    $at, $k0, (TABLE_WINDOW_BYTES >> PAGE_SHIFT) - 1
        beq     $k1, $zero, 1f
        sll     $at, $at, 2
        addu    $k1, $k1, $at
        lw      $at, 0($k1)
        nop
        bne     $at, $zero, 2f
        xor     $at, $at, $k0
1:      lui     $at, %hi(pmap_no_ptes)  # nothing can be there
        b       3f
        lw      $at, %lo(pmap_no_ptes)($at)
2:      ori     $at, $at, LO_V | LO_D
3:      lui     $k0, %hi(tlb_miss_next)
        lw      $k1, %lo(tlb_miss_next)($k0)
        mtc0    $at, C0_ENTRYLO
        sll     $at, $k1, TLB_INDEX_SHIFT
        mtc0    $at, C0_INDEX
        addiu   $k1, $k1, 1
        tlbwi                           # EntryHi is the page and the ASID that missed
        andi    $k1, $k1, TLB_WIRED - 1
        sw      $k1, %lo(tlb_miss_next)($k0)

        /* Back to the instruction that missed, or, if that was in the refill of kuseg, as that
         * returns: to the program's instruction, which then misses again and finds the table. */
        mfc0    $k0, C0_EPC
        lui     $k1, %hi(UTLB_VECTOR)
        subu    $k1, $k0, $k1
        sltiu   $k1, $k1, VECTOR_BYTES
        lui     $at, %hi(vector_at)
        lw      $v0, %lo(vector_v0)($at)
        lw      $at, %lo(vector_at)($at)
        bne     $k1, $zero, 4f
        lui     $k1, %hi(vector_k1)
        jr      $k0
        rfe
4:      lw      $k1, %lo(vector_k1)($k1)
        lui     $k0, %hi(utlb_return)
        addiu   $k0, $k0, %lo(utlb_return)
        jr      $k0
        rfe

        /* The kernel's map: k0 is the page number. */
.Lkernel_map:
        li      $k1, KERNEL_MAP_BASE >> PAGE_SHIFT
        subu    $k0, $k0, $k1
        sltiu   $k1, $k0, KERNEL_MAP_PAGES
        beq     $k1, $zero, tlb_fault
        sll     $k0, $k0, 2
        lui     $k1, %hi(kernel_ptes)
        addu    $k1, $k1, $k0
        lw      $at, %lo(kernel_ptes)($k1)
        nop
        andi    $k0, $at, LO_V
        beq     $k0, $zero, tlb_fault
        mtc0    $at, C0_ENTRYLO
        lui     $at, %hi(vector_at)
        tlbwr
        mfc0    $k0, C0_EPC
        lw      $at, %lo(vector_at)($at)
        jr      $k0
        rfe
END(TRAP_tlb_miss)

/* A refill that cannot be: a trap of the kernel, with its registers as they were. */
FUNCTION(tlb_fault)
        lui     $at, %hi(vector_at)
        j       TRAP_kernel_exception
        lw      $at, %lo(vector_at)($at)
END(tlb_fault)

        .data
        .align  2
        .globl  tlb_miss_next, ktlb_misses
        .type   tlb_miss_next, @object
        .size   tlb_miss_next, 4
tlb_miss_next:
        .word   0                       # entry for the next page of the window
        .type   ktlb_misses, @object
        .size   ktlb_misses, 4
ktlb_misses:
        .word   0
