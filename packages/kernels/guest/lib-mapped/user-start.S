/* The first instruction of a user program: user_main(a0), whose result it exits with. */
#include "assembly.h"
#include "syscall.h"

        .set    noreorder
        .text
FUNCTION(user_start)
        addiu   $sp, $sp, -16           # o32: room for the argument registers
        jal     user_main
        nop
        move    $a0, $v0
        li      $v0, SYS_EXIT
        syscall
END(user_start)
