/* pipe(ends): the system returns the two ends; they are stored here. */
#include "assembly.h"
#include "call-numbers.h"

FUNCTION(pipe)
        mov     $SYS_pipe, %eax
        call    _system_call
        jc      1f
        mov     %eax, (%rdi)
        mov     %edx, 4(%rdi)
        xor     %eax, %eax
        ret
1:      jmp     _system_call_failed
END(pipe)
