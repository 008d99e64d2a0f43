/*
 * Where the PROM jumps to: a0 argc, a1 argv, a2 the magic number of the newer PROMs, a3 its call-back
 * vector (4.4BSD stand/dec_prom.h). Clears .bss and the TLB, maps the u-area of process 0, whose
 * kernel stack is used from here on, and runs main(argc, argv, magic, vector), which never returns.
 */
#include <assembly.h>
#include <cp0.h>

#include "layout.h"

#define U_AREA_BYTES 0x2000

        .set    noreorder
        .text
FUNCTION(start)
        mtc0    $zero, C0_STATUS        # kernel mode, no interrupts, vectors in memory
        mtc0    $zero, C0_CAUSE
        la      $t0, bss_start          # both are multiples of 16
        la      $t1, bss_end
1:      sw      $zero, 0($t0)
        sw      $zero, 4($t0)
        sw      $zero, 8($t0)
        addiu   $t0, $t0, 16
        bne     $t0, $t1, 1b
        sw      $zero, -4($t0)

        mtc0    $zero, C0_ENTRYLO       # each entry: another page of kseg0, which never matches
        move    $t0, $zero
        li      $t1, TLB_ENTRIES << TLB_INDEX_SHIFT
        lui     $t2, %hi(KSEG0)
2:      mtc0    $t2, C0_ENTRYHI
        mtc0    $t0, C0_INDEX
        addiu   $t0, $t0, 1 << TLB_INDEX_SHIFT
        tlbwi
        bne     $t0, $t1, 2b
        addiu   $t2, $t2, PAGE_SIZE

        la      $t0, first_u_area       # entries 0 and 1
        li      $t1, KSEG0
        subu    $t0, $t0, $t1
        ori     $t0, $t0, LO_V | LO_D | LO_G
        li      $t1, U_TOP - U_AREA_BYTES
        mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_ENTRYLO
        mtc0    $zero, C0_INDEX
        nop
        tlbwi
        addiu   $t0, $t0, PAGE_SIZE
        addiu   $t1, $t1, PAGE_SIZE
        li      $t2, 1 << TLB_INDEX_SHIFT
        mtc0    $t1, C0_ENTRYHI
        mtc0    $t0, C0_ENTRYLO
        mtc0    $t2, C0_INDEX
        nop
        tlbwi
        li      $t0, TABLE_WINDOW
        mtc0    $t0, C0_CONTEXT
        mtc0    $zero, C0_ENTRYHI       # ASID 0: nobody's
        li      $sp, KERNEL_STACK
        jal     main
        move    $fp, $zero
1:      b       1b
        nop
END(start)

        .bss
        .align  12
        .globl  first_u_area
        .type   first_u_area, @object
        .size   first_u_area, U_AREA_BYTES
first_u_area:
        .space  U_AREA_BYTES
