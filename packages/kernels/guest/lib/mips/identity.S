/* Who runs. These calls cannot fail and have a second value in v1. */
#include "assembly.h"
#include "call-numbers.h"

        .set    noreorder

        .macro  first_value number
        li      $v0, \number
        syscall
        jr      $ra
        nop
        .endm

        .macro  second_value number
        li      $v0, \number
        syscall
        jr      $ra
        move    $v0, $v1
        .endm

FUNCTION(getpid)
        first_value SYS_getpid
END(getpid)

FUNCTION(getppid)
        second_value SYS_getpid
END(getppid)

FUNCTION(getuid)
        first_value SYS_getuid
END(getuid)

FUNCTION(geteuid)
        second_value SYS_getuid
END(geteuid)

FUNCTION(getgid)
        first_value SYS_getgid
END(getgid)

FUNCTION(getegid)
        second_value SYS_getgid
END(getegid)
