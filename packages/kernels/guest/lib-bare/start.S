/*
 * Where the PROM jumps to: a0 argc, a1 argv, a2 the magic number of the newer PROMs, a3 its call-back
 * vector (4.4BSD stand/dec_prom.h). Clears .bss, takes a stack of its own, and runs main.
 */
#include "assembly.h"
#include "cp0.h"

#define STACK_BYTES 16384
#define ARGUMENT_BYTES 16 /* o32: the caller leaves room for the four argument registers */

        .set    noreorder
        .text
FUNCTION(start)
        mtc0    $zero, C0_STATUS        # kernel mode, no interrupts, caches not isolated
        mtc0    $zero, C0_CAUSE
        la      $t0, bss_start
        la      $t1, bss_end
1:      beq     $t0, $t1, 2f            # both are multiples of 16
        nop
        sw      $zero, 0($t0)
        b       1b
        addiu   $t0, $t0, 4
2:      la      $sp, stack_end - ARGUMENT_BYTES
        move    $s0, $a0
        move    $s1, $a1
        move    $a0, $a2
        jal     prom_init
        move    $a1, $a3
        jal     install_vectors
        nop
        move    $a0, $s0
        jal     main
        move    $a1, $s1
        jal     prom_halt
        nop
1:      b       1b
        nop
END(start)

        .bss
        .align  4
        .globl  stack, stack_end
        .type   stack, @object
        .size   stack, STACK_BYTES
stack:  .space  STACK_BYTES
stack_end:
