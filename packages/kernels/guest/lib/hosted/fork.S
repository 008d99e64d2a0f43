/*
 * fork and vfork: rdx tells the child, which returns 0, from the parent. The child of vfork returns on
 * the parent's stack; so the return address is kept in a register.
 */
#include "assembly.h"
#include "call-numbers.h"

        .macro  fork_stub number
        pop     %rcx
        mov     $\number, %eax
        call    _system_call
        push    %rcx
        jc      1f
        test    %edx, %edx
        jz      2f                      # the parent has the child's number
        xor     %eax, %eax
2:      ret
1:      jmp     _system_call_failed
        .endm

FUNCTION(fork)
        fork_stub SYS_fork
END(fork)

FUNCTION(vfork)
        fork_stub SYS_vfork
END(vfork)
