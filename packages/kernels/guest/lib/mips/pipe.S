/* pipe(ends): the system returns the two ends; they are stored here. */
#include "assembly.h"
#include "call-numbers.h"

        .set    noreorder
FUNCTION(pipe)
        sw      $a0, ARGUMENT_0($sp)
        li      $v0, SYS_pipe
        syscall
        bnez    $a3, 1f
        lw      $a0, ARGUMENT_0($sp)
        nop
        sw      $v0, 0($a0)
        sw      $v1, 4($a0)
        jr      $ra
        move    $v0, $zero
1:      j       _system_call_failed
        nop
END(pipe)
