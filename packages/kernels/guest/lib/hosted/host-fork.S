/*
 * A second process of the host. With memory shared, the child goes on in the stack that its parent
 * uses, while the host holds the parent up; so the parent finds there nothing that it left, and needs
 * nothing: both begin anew in _host_forked, from which nobody comes back.
 */
#include "assembly.h"
#include "host-numbers.h"

FUNCTION(_host_fork)
        mov     %esi, %ebx              # the channel
        xor     %esi, %esi              # the same stack
        xor     %edx, %edx
        xor     %r10d, %r10d
        xor     %r8d, %r8d
        mov     $HOST_CLONE, %eax
        syscall
        mov     %ebx, %edi
        mov     %rax, %rsi
        mov     $_host_stack + HOST_STACK_BYTES, %esp
        call    _host_forked
        ud2
END(_host_fork)
