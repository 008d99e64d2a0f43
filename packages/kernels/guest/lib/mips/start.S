/*
 * Where a program begins. The kernel enters it with
 *
 *      sp -> argc, argv[0] ... argv[argc - 1], 0, environment ..., 0, the strings
 */
#include "assembly.h"

        .set    noreorder
FUNCTION(_start)
        lw      $a0, 0($sp)
        addiu   $a1, $sp, 4             # argv
        sll     $a2, $a0, 2
        addu    $a2, $a2, $a1
        addiu   $a2, $a2, 4             # behind argv's 0
        lui     $t0, %hi(environ)
        sw      $a2, %lo(environ)($t0)
        li      $t1, -8
        and     $sp, $sp, $t1
        lui     $t0, %hi(_program_arguments)
        sw      $a1, %lo(_program_arguments)($t0)
        jal     main
        addiu   $sp, $sp, -ARGUMENT_BYTES
        jal     exit
        move    $a0, $v0
        break
END(_start)
