/*
 * The TLB (Mach 3.0's mips/tlb). Each of these runs with interrupts off in between, makes no reference
 * that could miss, and leaves EntryHi as it was, but for space_switch.
 */
#include <assembly.h>
#include <cp0.h>

#include <mips/layout.h>

        .set    noreorder
        .text

/* Looks for the entry a0; v0: Index, negative if there is none. t0, t1: Status, EntryHi. */
        .macro  probe
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        mtc0    $a0, C0_ENTRYHI
        nop
        tlbp
        nop
        mfc0    $v0, C0_INDEX
        .endm

        .macro  finish
        mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_STATUS
        jr      $ra
        nop
        .endm

/* void tlb_modify(uint32_t hi, uint32_t lo): the entry, if there is one, becomes lo. */
FUNCTION(tlb_modify)
        probe
        mtc0    $a1, C0_ENTRYLO
        bltz    $v0, 1f
        nop
        tlbwi
        nop
1:      finish
END(tlb_modify)

/* void tlb_map_random(uint32_t hi, uint32_t lo): the same; if there is none, a random one. */
FUNCTION(tlb_map_random)
        probe
        mtc0    $a1, C0_ENTRYLO
        bltz    $v0, 1f
        nop
        b       2f
        tlbwi
1:      tlbwr
2:      nop
        finish
END(tlb_map_random)

/* void tlb_map(unsigned index, uint32_t hi, uint32_t lo): the entry of this number. */
FUNCTION(tlb_map)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        sll     $a0, $a0, TLB_INDEX_SHIFT
        mtc0    $a0, C0_INDEX
        mtc0    $a1, C0_ENTRYHI
        mtc0    $a2, C0_ENTRYLO
        nop
        tlbwi
        nop
        finish
END(tlb_map)

/* void tlb_unmap(uint32_t hi): there is no such entry any more. Entry n is then page n of kseg0, which
 * never matches. */
FUNCTION(tlb_unmap)
        probe
        lui     $t3, %hi(KSEG0)
        bltz    $v0, 1f
        sll     $t4, $v0, PAGE_SHIFT - TLB_INDEX_SHIFT
        addu    $t3, $t3, $t4
        mtc0    $t3, C0_ENTRYHI
        mtc0    $zero, C0_ENTRYLO
        nop
        tlbwi
        nop
1:      finish
END(tlb_unmap)

/* void tlb_flush_pid(uint32_t pid): no entry of this pid any more, but global ones. */
FUNCTION(tlb_flush_pid)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        move    $t2, $zero              # Index
        li      $t3, TLB_ENTRIES << TLB_INDEX_SHIFT
        lui     $t4, %hi(KSEG0)
1:      mtc0    $t2, C0_INDEX
        nop
        tlbr
        nop
        mfc0    $t5, C0_ENTRYHI
        mfc0    $t6, C0_ENTRYLO
        andi    $t5, $t5, HI_ASID
        bne     $t5, $a0, 2f
        andi    $t6, $t6, LO_G
        bne     $t6, $zero, 2f
        nop
        mtc0    $t4, C0_ENTRYHI
        mtc0    $zero, C0_ENTRYLO
        nop
        tlbwi
2:      addiu   $t2, $t2, 1 << TLB_INDEX_SHIFT
        bne     $t2, $t3, 1b
        addiu   $t4, $t4, PAGE_SIZE
        finish
END(tlb_flush_pid)

/* void tlb_zero(void): no entries. */
FUNCTION(tlb_zero)
        mfc0    $t0, C0_STATUS
        mfc0    $t1, C0_ENTRYHI
        mtc0    $zero, C0_STATUS
        mtc0    $zero, C0_ENTRYLO
        move    $t2, $zero
        li      $t3, TLB_ENTRIES << TLB_INDEX_SHIFT
        lui     $t4, %hi(KSEG0)
1:      mtc0    $t4, C0_ENTRYHI
        mtc0    $t2, C0_INDEX
        addiu   $t2, $t2, 1 << TLB_INDEX_SHIFT
        tlbwi
        bne     $t2, $t3, 1b
        addiu   $t4, $t4, PAGE_SIZE
        finish
END(tlb_zero)

/*
 * void space_switch(uint32_t pid)
 *
 * References of programs are those of the space with this pid. The image's manifest names this function:
 * when it begins, current_space is the number of that space.
 */
FUNCTION(space_switch)
        mtc0    $a0, C0_ENTRYHI
        jr      $ra
        nop
END(space_switch)
