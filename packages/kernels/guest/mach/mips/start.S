/*
 * Where the PROM jumps to: a0 argc, a1 argv, a2 the magic number of the newer PROMs, a3 its call-back
 * vector (4.4BSD stand/dec_prom.h). Clears .bss and the TLB, takes a stack that is used until the first
 * thread runs, and calls mips_startup(argc, argv, magic, vector), which does not return.
 */
#include <assembly.h>
#include <cp0.h>

#include <mips/layout.h>

#define START_STACK_BYTES 8192

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

        li      $t0, TABLE_WINDOW
        mtc0    $t0, C0_CONTEXT
        mtc0    $zero, C0_ENTRYHI       # ASID 0: nobody's
        la      $sp, start_stack_end - 16
        jal     mips_startup
        move    $fp, $zero
3:      b       3b
        nop
END(start)

        .bss
        .align  4
        .globl  start_stack
        .type   start_stack, @object
        .size   start_stack, START_STACK_BYTES
start_stack:
        .space  START_STACK_BYTES
start_stack_end:
