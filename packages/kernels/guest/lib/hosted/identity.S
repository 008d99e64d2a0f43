/* Who runs. These calls cannot fail and have a second value in rdx. */
#include "assembly.h"
#include "call-numbers.h"

        .macro  first_value number
        mov     $\number, %eax
        call    _system_call
        ret
        .endm

        .macro  second_value number
        mov     $\number, %eax
        call    _system_call
        mov     %rdx, %rax
        ret
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
