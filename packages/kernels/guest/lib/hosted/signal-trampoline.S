/*
 * Where the server enters a program to have a signal handled:
 *
 *      rdi signal, rsi code, rdx frame (what was interrupted), rcx handler, rsp at the frame
 *
 * The handler is called with the first three; then the frame goes back to the server.
 */
#include "assembly.h"
#include "call-numbers.h"

FUNCTION(_signal_trampoline)
        push    %rdx
        push    %rdx                    # twice: calls are made at multiples of 16
        call    *%rcx
        pop     %rdi
        mov     $SYS_sigreturn, %eax
        call    _system_call
        ud2                             # it does not return
END(_signal_trampoline)
