/*
 * The TLB, from C. All of these run with interrupts off in between, and leave EntryHi's ASID as it was.
 * A reference that misses meanwhile would change EntryHi: there is none, as all is in kseg0.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

        .set    noreorder
        .text

/*
 * void tlb_update(uint32_t entry_hi, uint32_t entry_lo)
 *
 * If there is an entry for the page and ASID of entry_hi, it becomes entry_lo.
 */
FUNCTION(tlb_update)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        mtc0    $a0, C0_ENTRYHI
        nop
        tlbp
        nop
        mfc0    $t2, C0_INDEX
        mtc0    $a1, C0_ENTRYLO
        bltz    $t2, 1f                 # there is none
        nop
        tlbwi
        nop
1:      mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_STATUS
        jr      $ra
        nop
END(tlb_update)

/*
 * void tlb_flush_page(uint32_t entry_hi)
 *
 * There is no entry for the page and ASID of entry_hi any more.
 */
FUNCTION(tlb_flush_page)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        mtc0    $a0, C0_ENTRYHI
        nop
        tlbp
        nop
        mfc0    $t2, C0_INDEX
        lui     $t3, %hi(KSEG0)
        bltz    $t2, 1f
        sll     $t4, $t2, PAGE_SHIFT - TLB_INDEX_SHIFT
        addu    $t3, $t3, $t4           # entry n: page n of kseg0, which never matches
        mtc0    $t3, C0_ENTRYHI
        mtc0    $zero, C0_ENTRYLO
        nop
        tlbwi
        nop
1:      mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_STATUS
        jr      $ra
        nop
END(tlb_flush_page)

/*
 * void tlb_flush(void)
 *
 * There are no entries but those of the u-area.
 */
FUNCTION(tlb_flush)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        mtc0    $zero, C0_ENTRYLO
        li      $t2, WIRED_TABLES << TLB_INDEX_SHIFT
        li      $t3, TLB_ENTRIES << TLB_INDEX_SHIFT
        li      $t4, KSEG0 + WIRED_TABLES * PAGE_SIZE
1:      mtc0    $t4, C0_ENTRYHI
        mtc0    $t2, C0_INDEX
        addiu   $t2, $t2, 1 << TLB_INDEX_SHIFT
        tlbwi
        bne     $t2, $t3, 1b
        addiu   $t4, $t4, PAGE_SIZE
        mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_STATUS
        jr      $ra
        nop
END(tlb_flush)
