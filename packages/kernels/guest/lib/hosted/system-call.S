/*
 * The system call, which is a call of this function as far as the program can tell:
 *
 *      in      number in rax, arguments in rdi, rsi, rdx, rcx, r8
 *      out     rax, rdx, or carry and the error's number in rax; all others are as before
 *
 * All registers go to the server and come back from it. What is done in between is done on a stack of
 * its own, with the host's signals kept out: the program's stack is the server's to push frames onto.
 */
#include "assembly.h"
#include "host-numbers.h"

FUNCTION(_system_call)
        push    %rsp
        pushf
        push    16(%rsp)                # rip: where this was called
        addq    $8, 16(%rsp)            # rsp: as it is behind the return
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
        mov     $HOST_SIGPROCMASK, %eax
        mov     $HOST_SIG_SETMASK, %edi
        mov     $all_signals, %esi
        xor     %edx, %edx
        mov     $HOST_SET_BYTES, %r10d
        syscall
        mov     %rsp, %rdi
        mov     $_host_stack + HOST_STACK_BYTES, %esp
        call    _host_call
        ud2
        .balign 8
all_signals:
        .quad   -1
END(_system_call)

/* Where the host has its signals' handlers return to: rsp at the context. */
FUNCTION(_host_signal_return)
        mov     $HOST_SIGRETURN, %eax
        syscall
        ud2
END(_host_signal_return)

/* The program goes on with the context at rdi, as if a handler returned. */
FUNCTION(_host_resume)
        mov     %rdi, %rsp
        jmp     _host_signal_return
END(_host_resume)

/* Where stubs end when the call has failed. */
FUNCTION(_system_call_failed)
        mov     %eax, errno
        mov     $-1, %rax
        ret
END(_system_call_failed)
