/*
 * Caches under isolation (cache.h). Status is written from code that is fetched uncached, and a few
 * instructions pass before and after: the write buffer must be empty, and the pipeline done with
 * references to memory.
 */
#include "assembly.h"
#include "cp0.h"

        .set    noreorder
        .text

FUNCTION(cache_invalidate)      # (address, bytes, which)
        mfc0    $t0, C0_STATUS
1:      bc0f    1b                      # until the write buffer is empty
        nop
        mtc0    $a2, C0_STATUS          # isolated, interrupts off
        addu    $a1, $a0, $a1
        li      $t1, -4
        and     $a0, $a0, $t1
        nop
2:      sltu    $t2, $a0, $a1
        beq     $t2, $zero, 3f
        nop
        sb      $zero, 0($a0)
        b       2b
        addiu   $a0, $a0, 4
3:      nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(cache_invalidate)

FUNCTION(cache_load)            # (address, which)
        mfc0    $t0, C0_STATUS
1:      bc0f    1b
        nop
        mtc0    $a1, C0_STATUS
        nop
        nop
        nop
        lw      $v0, 0($a0)
        nop
        nop
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(cache_load)

FUNCTION(cache_load_status)     # (address, which)
        mfc0    $t0, C0_STATUS
1:      bc0f    1b
        nop
        mtc0    $a1, C0_STATUS
        nop
        nop
        nop
        lw      $zero, 0($a0)
        nop
        nop
        mfc0    $v0, C0_STATUS
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(cache_load_status)

FUNCTION(cache_store)           # (address, value, which)
        mfc0    $t0, C0_STATUS
1:      bc0f    1b
        nop
        mtc0    $a2, C0_STATUS
        nop
        nop
        nop
        sw      $a1, 0($a0)
        nop
        nop
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
END(cache_store)
