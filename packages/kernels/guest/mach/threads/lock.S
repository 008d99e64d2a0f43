/*
 * Test and set. An R3000 has no instruction for it. The sequence from test_and_set to
 * test_and_set_end is one that the kernel begins again when the thread is interrupted within it
 * (task_ras_control): then nobody else has been in between (Bershad, Redell, Ellis: Fast Mutual
 * Exclusion for Uniprocessors, ASPLOS 1992).
 */
#include <assembly.h>

        .set    noreorder
        .text

/* bool spin_try_lock(spin_lock_t *lock): true if it was free, and is the caller's now. */
FUNCTION(spin_try_lock)
        .globl  test_and_set, test_and_set_end
test_and_set:
        lw      $v0, 0($a0)
        li      $t0, 1
        bne     $v0, $zero, 1f
        nop
        sw      $t0, 0($a0)
test_and_set_end:
        jr      $ra
        li      $v0, 1
1:      jr      $ra
        move    $v0, $zero
END(spin_try_lock)

/* void stack_call(uintptr_t top, void (*function)(void *), void *argument) */
FUNCTION(stack_call)
        addiu   $sp, $a0, -24
        move    $fp, $zero
        jalr    $a1
        move    $a0, $a2
        break
END(stack_call)
