/*
 * The instruction cache after code has been written (Mach 3.0's mips_cache.s), as kn02/cache.S, but a line
 * of the machine's fetches a turn: 16 bytes, 7 instructions.
 */
#include <assembly.h>
#include <cp0.h>

        .set    noreorder
        .text

/*
 * void mipscache_Iflush(void *at, size_t bytes)
 *
 * `at` is an address in kseg0, both are multiples of 16; bytes is not 0. Runs with interrupts off.
 */
FUNCTION(mipscache_Iflush)
        mfc0    $t0, C0_STATUS
        li      $t1, ST_ISC | ST_SWC
        addu    $a1, $a0, $a1
1:      bc0f    1b                      # until the write buffer is empty
        nop
        mtc0    $t1, C0_STATUS          # isolated, swapped, interrupts off
        nop
        nop
        nop
2:      sb      $zero, 0($a0)
        sb      $zero, 4($a0)
        sb      $zero, 8($a0)
        addiu   $a0, $a0, 16
        sltu    $t2, $a0, $a1
        bne     $t2, $zero, 2b
        sb      $zero, -4($a0)
        nop
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(mipscache_Iflush)
