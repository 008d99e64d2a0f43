/*
 * The system call, which is a call of this function as far as the program can tell:
 *
 *      in      number in rax, arguments in rdi, rsi, rdx, rcx, r8
 *      out     rax, rdx, or carry and the error's number in rax; all others are as before
 *
 * All registers go to the server and come back from it. _host_resume goes on with those that it is
 * given: as they are taken off their place one by one, nothing below them is needed any more, should a
 * signal come in between.
 */
#include "assembly.h"
#include <hosted/message.h>

FUNCTION(_system_call)
        push    $0                              # ss
        push    %rsp                            # adjusted below
        pushf
        push    $0                              # cs
        push    32(%rsp)                        # rip: where this was called
        addq    $24 - 8, 24(%rsp)               # rsp behind the return; it was read at ss
        push    %rax
        push    %rbx
        push    %rcx
        push    %rdx
        push    %rsi
        push    %rdi
        push    %rbp
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        mov     %rsp, %rdi
        and     $-16, %rsp
        call    _host_call
        ud2
END(_system_call)

FUNCTION(_host_resume)
        mov     %rdi, %rsp
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rbp
        pop     %rdi
        pop     %rsi
        pop     %rdx
        pop     %rcx
        pop     %rbx
        pop     %rax
        iretq
END(_host_resume)

/* Where stubs end when the call has failed. */
FUNCTION(_system_call_failed)
        mov     %eax, errno
        mov     $-1, %rax
        ret
END(_system_call_failed)
