/*
 * The instruction cache after code has been written by stores, which go to the data cache and memory
 * only: its words are made invalid by isolated byte stores (kn02.md, 8). Both caches have 64 KB, a line
 * is a word here; a page of memory is in one place of the cache, by its physical address.
 */
#include <assembly.h>
#include <cp0.h>

        .set    noreorder
        .text

/*
 * void icache_clean(void *at, size_t bytes)
 *
 * `at` is an address in kseg0, both are multiples of 4; bytes is not 0. Runs with interrupts off.
 */
FUNCTION(icache_clean)
        mfc0    $t0, C0_STATUS
        li      $t1, ST_ISC | ST_SWC
        addu    $a1, $a0, $a1
1:      bc0f    1b                      # until the write buffer is empty
        nop
        mtc0    $t1, C0_STATUS          # isolated, swapped, interrupts off
        nop
        nop
        nop
2:      addiu   $a0, $a0, 4
        bne     $a0, $a1, 2b
        sb      $zero, -4($a0)
        nop
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(icache_clean)
