/*
 * A second process of the host. With memory shared, the child goes on in this function's stack while
 * its parent is held up by the host; so the parent finds there nothing that it left, and needs
 * nothing: both go on in _host_forked, from which nobody comes back.
 */
#include "assembly.h"

#define HOST_CLONE 56
#define HOST_SIGRETURN 15

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
        and     $-16, %rsp
        call    _host_forked
        ud2
END(_host_fork)

/* Where the host has its signals' handlers return to. */
FUNCTION(_host_signal_return)
        mov     $HOST_SIGRETURN, %eax
        syscall
        ud2
END(_host_signal_return)
