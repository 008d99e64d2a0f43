/*
 * Whole pages through the cache (Mach 3.0's aligned_block_copy, and the loop of its pmap_zero_page): 32
 * bytes a turn of 19 instructions, 64 bytes a turn of 20. Addresses are multiples of 64, and so are
 * sizes.
 */
#include <assembly.h>

        .set    noreorder
        .text

/* void aligned_block_copy(const void *from, void *to, size_t bytes) */
FUNCTION(aligned_block_copy)
        addu    $a2, $a0, $a2
1:      lw      $t0, 0($a0)
        lw      $t1, 4($a0)
        lw      $t2, 8($a0)
        lw      $t3, 12($a0)
        lw      $t4, 16($a0)
        lw      $t5, 20($a0)
        lw      $t6, 24($a0)
        lw      $t7, 28($a0)
        addiu   $a0, $a0, 32
        sw      $t0, 0($a1)
        sw      $t1, 4($a1)
        sw      $t2, 8($a1)
        sw      $t3, 12($a1)
        sw      $t4, 16($a1)
        sw      $t5, 20($a1)
        sw      $t6, 24($a1)
        sw      $t7, 28($a1)
        bne     $a0, $a2, 1b
        addiu   $a1, $a1, 32
        jr      $ra
        nop
END(aligned_block_copy)

/* void aligned_block_zero(void *at, size_t bytes) */
FUNCTION(aligned_block_zero)
        addu    $a1, $a0, $a1
1:      sw      $zero, 0($a0)
        sw      $zero, 4($a0)
        sw      $zero, 8($a0)
        sw      $zero, 12($a0)
        sw      $zero, 16($a0)
        sw      $zero, 20($a0)
        sw      $zero, 24($a0)
        sw      $zero, 28($a0)
        sw      $zero, 32($a0)
        sw      $zero, 36($a0)
        sw      $zero, 40($a0)
        sw      $zero, 44($a0)
        sw      $zero, 48($a0)
        sw      $zero, 52($a0)
        sw      $zero, 56($a0)
        sw      $zero, 60($a0)
        addiu   $a0, $a0, 64
        bne     $a0, $a1, 1b
        nop
        jr      $ra
        nop
END(aligned_block_zero)
