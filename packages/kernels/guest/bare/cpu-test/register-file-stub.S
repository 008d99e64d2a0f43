/*
 * Every register holds its own value: register n gets n times 0x01010101 plus the argument, and then
 * all are added up with a rotation, so that none can stand for another. k0, k1 and sp are left out.
 */
#include "assembly.h"

#define SAVED 48

        .set    noreorder
        .set    noat
        .text
FUNCTION(register_file)         # (seed): a checksum
        addiu   $sp, $sp, -SAVED
        sw      $16, 0($sp)
        sw      $17, 4($sp)
        sw      $18, 8($sp)
        sw      $19, 12($sp)
        sw      $20, 16($sp)
        sw      $21, 20($sp)
        sw      $22, 24($sp)
        sw      $23, 28($sp)
        sw      $28, 32($sp)
        sw      $30, 36($sp)
        sw      $31, 40($sp)
        .irp    n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30, 31
        lui     $\n, \n * 0x101
        ori     $\n, $\n, \n * 0x101
        addu    $\n, $\n, $4
        .endr
        .irp    n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 30
        sw      $1, 44($sp)             # 5 bits to the left: by way of memory, as all are in use
        sll     $1, $4, 5
        srl     $4, $4, 27
        or      $4, $4, $1
        lw      $1, 44($sp)
        nop
        addu    $4, $4, $\n
        .endr
        addu    $4, $4, $31
        move    $2, $4
        lw      $16, 0($sp)
        lw      $17, 4($sp)
        lw      $18, 8($sp)
        lw      $19, 12($sp)
        lw      $20, 16($sp)
        lw      $21, 20($sp)
        lw      $22, 24($sp)
        lw      $23, 28($sp)
        lw      $28, 32($sp)
        lw      $30, 36($sp)
        lw      $31, 40($sp)
        nop
        jr      $ra
        addiu   $sp, $sp, SAVED
END(register_file)
