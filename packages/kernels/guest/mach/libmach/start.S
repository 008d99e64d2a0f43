/*
 * The first instructions of a task that the kernel makes of its boot module: on the stack are argc,
 * argv[0] ..., 0. The program returns only if it gives up.
 */
#include <assembly.h>

        .set    noreorder
        .section .text._start, "ax"
FUNCTION(_start)
        move    $s0, $sp
        addiu   $sp, $sp, -24
        move    $fp, $zero
        jal     mach_init
        nop
        lw      $a0, 0($s0)
        jal     main
        addiu   $a1, $s0, 4
        lui     $a0, %hi(mach_task_self_)
        lw      $a0, %lo(mach_task_self_)($a0)
        nop
1:      jal     task_terminate
        nop
        b       1b
        nop
END(_start)
