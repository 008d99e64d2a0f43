/*
 * The refill of a miss in kuseg, and the instruction that makes another space current.
 */
#include "assembly.h"
#include "cp0.h"

        .set    noreorder
        .text

/* Copied to 0x80000000. EPC is kept in k1, as the load may miss itself. */
FUNCTION(utlb_vector)
        mfc0    $k0, C0_CONTEXT         # address of the page table entry
        mfc0    $k1, C0_EPC
        lw      $k0, 0($k0)
        nop
        mtc0    $k0, C0_ENTRYLO
        nop
        tlbwr
        .globl  utlb_return
utlb_return:
        jr      $k1
        rfe
END(utlb_vector)
        .globl  utlb_vector_end
utlb_vector_end:

FUNCTION(space_begins)          # (EntryHi)
        mtc0    $a0, C0_ENTRYHI
        jr      $ra
        nop
END(space_begins)
