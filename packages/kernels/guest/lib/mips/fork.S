/*
 * fork and vfork: v1 tells the child, which returns 0, from the parent. The child of vfork returns on
 * the parent's stack; so nothing is kept there: the return address stays in its register.
 */
#include "assembly.h"
#include "call-numbers.h"

        .set    noreorder

        .macro  fork_stub number
        li      $v0, \number
        syscall
        bnez    $a3, 1f
        nop
        beqz    $v1, 2f                 # the parent has the child's number
        nop
        move    $v0, $zero
2:      jr      $ra
        nop
1:      j       _system_call_failed
        nop
        .endm

FUNCTION(fork)
        fork_stub SYS_fork
END(fork)

FUNCTION(vfork)
        fork_stub SYS_vfork
END(vfork)
