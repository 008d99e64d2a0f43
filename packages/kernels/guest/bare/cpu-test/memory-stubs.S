/*
 * Loads and stores, each with three displacements: (address, old value of the register) for loads,
 * (address, value) for stores; the address is given less the displacement.
 */
#include "assembly.h"
#include "stubs.h"

        .set    noreorder
        .set    noat
        .text

        .macro  load name
FUNCTION(mem_\name)
        .irp    displacement, 0, 32767, -32768
        move    $v0, $a1
        nop
        \name   $v0, \displacement($a0)
        jr      $ra
        nop
        .endr
END(mem_\name)
        .endm

        .irp    name, lb, lbu, lh, lhu, lw, lwl, lwr
        load    \name
        .endr

        .macro  store name
FUNCTION(mem_\name)
        .irp    displacement, 0, 32767, -32768
        nop
        nop
        \name   $a1, \displacement($a0)
        jr      $ra
        nop
        .endr
END(mem_\name)
        .endm

        .irp    name, sb, sh, sw, swl, swr
        store   \name
        .endr

/* In a delay slot. */
        .macro  delayed name, register
FUNCTION(delayed_\name)
        jr      $ra
        \name   \register, 0($a0)
END(delayed_\name)
        .endm

        .irp    name, lh, lhu, lw
        delayed \name, $v0
        .endr
        .irp    name, sh, sw
        delayed \name, $a1
        .endr

/* A word at any address, as compilers load and store it. */
FUNCTION(mem_unaligned_load)
        lwr     $v0, 0($a0)
        lwl     $v0, 3($a0)
        jr      $ra
        nop
END(mem_unaligned_load)

FUNCTION(mem_unaligned_store)
        swr     $a1, 0($a0)
        swl     $a1, 3($a0)
        jr      $ra
        nop
END(mem_unaligned_store)
