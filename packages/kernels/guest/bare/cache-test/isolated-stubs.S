/*
 * References to an isolated cache (isolated.h), called uncached and with interrupts off. As in
 * lib-bare/cache.S, a few instructions stand between a write of Status and references.
 */
#include "assembly.h"
#include "cp0.h"
#include "isolated.h"

        .set    noreorder
        .set    noat
        .text

        .macro  isolate status
        mfc0    $t0, C0_STATUS
1:      bc0f    1b                      # until the write buffer is empty
        nop
        mtc0    \status, C0_STATUS
        nop
        nop
        nop
        .endm

        .macro  return
        nop
        nop
        nop
        mtc0    $t0, C0_STATUS
        nop
        nop
        nop
        jr      $ra
        nop
        .endm

        .macro  store name
FUNCTION(isolated_\name)        # (address, value, which)
        isolate $a2
        \name   $a1, 0($a0)
        return
END(isolated_\name)
        .endm

        .irp    name, sb, sh, sw, swl, swr
        store   \name
        .endr

        .macro  load name
FUNCTION(isolated_\name)        # (address, old value, which)
        isolate $a2
        move    $v0, $a1
        \name   $v0, 0($a0)
        return
END(isolated_\name)
        .endm

        .irp    name, lb, lbu, lh, lhu, lw, lwl, lwr
        load    \name
        .endr

/* Words first, first + FILL_STEP, ... in order. */
        .macro  fill
        move    $t6, $a0
        addu    $t7, $a0, $a1
        lui     $t1, FILL_STEP >> 16
        ori     $t1, $t1, FILL_STEP & 0xffff
2:      sw      $a3, 0($t6)
        addiu   $t6, $t6, 4
        bne     $t6, $t7, 2b
        addu    $a3, $a3, $t1
        .endm

/* v0: the words' checksum; v1: how many loads missed. */
        .macro  scan
        move    $t6, $a0
        addu    $t7, $a0, $a1
        move    $v0, $zero
        move    $v1, $zero
        lui     $t5, ST_CM >> 16
3:      lw      $t1, 0($t6)
        sll     $t2, $v0, 1
        mfc0    $t4, C0_STATUS
        srl     $t3, $v0, 31
        or      $v0, $t2, $t3           # rotated by 1
        addu    $v0, $v0, $t1
        and     $t4, $t4, $t5
        sltu    $t4, $zero, $t4
        addiu   $t6, $t6, 4
        bne     $t6, $t7, 3b
        addu    $v1, $v1, $t4
        .endm

FUNCTION(isolated_fill)         # (address, bytes, which, first)
        isolate $a2
        fill
        return
END(isolated_fill)

FUNCTION(isolated_scan)         # (address, bytes, which)
        isolate $a2
        scan
        return
END(isolated_scan)

FUNCTION(isolated_fill_and_scan) # (address, bytes, which, first)
        isolate $a2
        fill
        scan
        return
END(isolated_fill_and_scan)

/*
 * The size of a cache: one value at each power of two, another at 0, which is found again at the size,
 * where the index wraps. 4.4BSD (pmax/locore.s) looks for -1 among 0, Mach 3.0 (mips/mips_cache.s) for
 * 0 among -1.
 */
#define SMALLEST 0x4000         /* 16 KB */
#define LARGEST 0x40000         /* 256 KB */

        .macro  size name, elsewhere, at_zero
FUNCTION(size_\name)            # (which): bytes, 0 if it is none of these sizes
        isolate $a0
        lui     $t1, KSEG0 >> 16
        li      $t2, SMALLEST
        lui     $t3, (2 * LARGEST) >> 16
        li      $t4, \elsewhere
        li      $t5, \at_zero
2:      addu    $t6, $t1, $t2
        sll     $t2, $t2, 1
        bne     $t2, $t3, 2b
        sw      $t4, 0($t6)
        sw      $t5, 0($t1)
        li      $v0, SMALLEST
3:      addu    $t6, $t1, $v0
        lw      $t7, 0($t6)
        nop
        beq     $t7, $t5, 4f
        nop
        sll     $v0, $v0, 1
        bne     $v0, $t3, 3b
        nop
        move    $v0, $zero
4:
        return
END(size_\name)
        .endm

        size    as_bsd, 0, -1
        size    as_mach, -1, 0
