/*
 * setjmp and longjmp: the registers that a called function keeps, where to return to and, if so
 * wanted, the signal mask.
 */
#include "assembly.h"
#include "call-numbers.h"
#include <jump-buffer.h>

#define WORD(place) (4 * (place))

        .set    noreorder
FUNCTION(sigsetjmp)
        sw      $s0, WORD(JUMP_SAVED + 0)($a0)
        sw      $s1, WORD(JUMP_SAVED + 1)($a0)
        sw      $s2, WORD(JUMP_SAVED + 2)($a0)
        sw      $s3, WORD(JUMP_SAVED + 3)($a0)
        sw      $s4, WORD(JUMP_SAVED + 4)($a0)
        sw      $s5, WORD(JUMP_SAVED + 5)($a0)
        sw      $s6, WORD(JUMP_SAVED + 6)($a0)
        sw      $s7, WORD(JUMP_SAVED + 7)($a0)
        sw      $s8, WORD(JUMP_FRAME)($a0)
        sw      $sp, WORD(JUMP_STACK)($a0)
        sw      $ra, WORD(JUMP_RETURN)($a0)
        beqz    $a1, 1f
        sw      $a1, WORD(JUMP_HAS_MASK)($a0)
        sw      $a0, ARGUMENT_0($sp)
        move    $a0, $zero              # block no more: the mask as it is
        li      $v0, SYS_sigblock
        syscall
        lw      $a0, ARGUMENT_0($sp)
        nop
        sw      $v0, WORD(JUMP_MASK)($a0)
1:      jr      $ra
        move    $v0, $zero
END(sigsetjmp)

FUNCTION(siglongjmp)
        lw      $t0, WORD(JUMP_HAS_MASK)($a0)
        nop
        beqz    $t0, 1f
        sw      $a0, ARGUMENT_0($sp)
        sw      $a1, ARGUMENT_1($sp)
        lw      $a0, WORD(JUMP_MASK)($a0)
        li      $v0, SYS_sigsetmask
        syscall
        lw      $a0, ARGUMENT_0($sp)
        lw      $a1, ARGUMENT_1($sp)
1:      lw      $s0, WORD(JUMP_SAVED + 0)($a0)
        lw      $s1, WORD(JUMP_SAVED + 1)($a0)
        lw      $s2, WORD(JUMP_SAVED + 2)($a0)
        lw      $s3, WORD(JUMP_SAVED + 3)($a0)
        lw      $s4, WORD(JUMP_SAVED + 4)($a0)
        lw      $s5, WORD(JUMP_SAVED + 5)($a0)
        lw      $s6, WORD(JUMP_SAVED + 6)($a0)
        lw      $s7, WORD(JUMP_SAVED + 7)($a0)
        lw      $s8, WORD(JUMP_FRAME)($a0)
        lw      $ra, WORD(JUMP_RETURN)($a0)
        lw      $sp, WORD(JUMP_STACK)($a0)
        bnez    $a1, 2f
        move    $v0, $a1
        li      $v0, 1                  # setjmp's second return is never with 0
2:      jr      $ra
        nop
END(siglongjmp)
