/*
 * Another thread runs. Interrupts are off.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

#define U_AREA_BYTES 0x2000

        .set    noreorder
        .text

/*
 * void context_switch(uint32_t area0, uint32_t area1, uint32_t entry_hi)
 *
 * Keeps the registers of the thread that runs in its pcb, maps the u-area whose pages have the
 * EntryLo area0 and area1 in place of its own, makes the space of `entry_hi` current, and returns
 * where that u-area's thread called it, or begins (thread.c).
 */
FUNCTION(context_switch)
        mfc0    $t0, C0_STATUS
        sw      $s0, PCB + PCB_S(0)($zero)
        sw      $s1, PCB + PCB_S(1)($zero)
        sw      $s2, PCB + PCB_S(2)($zero)
        sw      $s3, PCB + PCB_S(3)($zero)
        sw      $s4, PCB + PCB_S(4)($zero)
        sw      $s5, PCB + PCB_S(5)($zero)
        sw      $s6, PCB + PCB_S(6)($zero)
        sw      $s7, PCB + PCB_S(7)($zero)
        sw      $s8, PCB + PCB_S(8)($zero)
        sw      $sp, PCB + PCB_SP($zero)
        sw      $ra, PCB + PCB_RA($zero)
        sw      $t0, PCB + PCB_STATUS($zero)

        li      $t1, U_TOP - U_AREA_BYTES
        mtc0    $t1, C0_ENTRYHI
        mtc0    $a0, C0_ENTRYLO
        mtc0    $zero, C0_INDEX         # WIRED_U_AREA
        addiu   $t1, $t1, PAGE_SIZE
        tlbwi
        li      $t2, 1 << TLB_INDEX_SHIFT
        mtc0    $t1, C0_ENTRYHI
        mtc0    $a1, C0_ENTRYLO
        mtc0    $t2, C0_INDEX
        nop
        tlbwi
        jal     space_switch
        move    $a0, $a2

        lw      $ra, PCB + PCB_RA($zero)
        lw      $s0, PCB + PCB_S(0)($zero)
        lw      $s1, PCB + PCB_S(1)($zero)
        lw      $s2, PCB + PCB_S(2)($zero)
        lw      $s3, PCB + PCB_S(3)($zero)
        lw      $s4, PCB + PCB_S(4)($zero)
        lw      $s5, PCB + PCB_S(5)($zero)
        lw      $s6, PCB + PCB_S(6)($zero)
        lw      $s7, PCB + PCB_S(7)($zero)
        lw      $s8, PCB + PCB_S(8)($zero)
        lw      $t0, PCB + PCB_STATUS($zero)
        lw      $sp, PCB + PCB_SP($zero)
        mtc0    $t0, C0_STATUS
        jr      $ra
        nop
END(context_switch)

/*
 * void space_switch(uint32_t entry_hi)
 *
 * References of programs are those of the space with the ASID of entry_hi. The image's manifest names
 * this function: when it begins, current_space is the id of that space.
 */
FUNCTION(space_switch)
        mtc0    $a0, C0_ENTRYHI
        jr      $ra
        nop
END(space_switch)
