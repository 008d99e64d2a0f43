/*
 * setjmp and longjmp: the registers that a called function keeps, where to return to and, if so
 * wanted, the signal mask.
 */
#include "assembly.h"
#include "call-numbers.h"
#include <jump-buffer.h>

#define WORD(place) (8 * (place))

FUNCTION(sigsetjmp)
        mov     %rbx, WORD(JUMP_RBX)(%rdi)
        mov     %rbp, WORD(JUMP_RBP)(%rdi)
        mov     %r12, WORD(JUMP_R12)(%rdi)
        mov     %r13, WORD(JUMP_R13)(%rdi)
        mov     %r14, WORD(JUMP_R14)(%rdi)
        mov     %r15, WORD(JUMP_R15)(%rdi)
        lea     8(%rsp), %rax           # as it is behind the return
        mov     %rax, WORD(JUMP_STACK)(%rdi)
        mov     (%rsp), %rax
        mov     %rax, WORD(JUMP_RETURN)(%rdi)
        movslq  %esi, %rax
        mov     %rax, WORD(JUMP_HAS_MASK)(%rdi)
        test    %esi, %esi
        jz      1f
        mov     %rdi, %rbx              # its own is kept already
        xor     %edi, %edi              # block no more: the mask as it is
        mov     $SYS_sigblock, %eax
        call    _system_call
        mov     %rax, WORD(JUMP_MASK)(%rbx)
        mov     WORD(JUMP_RBX)(%rbx), %rbx
1:      xor     %eax, %eax
        ret
END(sigsetjmp)

FUNCTION(siglongjmp)
        mov     %rdi, %rbx
        mov     %esi, %r12d
        cmpq    $0, WORD(JUMP_HAS_MASK)(%rbx)
        je      1f
        mov     WORD(JUMP_MASK)(%rbx), %rdi
        mov     $SYS_sigsetmask, %eax
        call    _system_call
1:      mov     %r12d, %eax
        test    %eax, %eax
        jnz     2f
        inc     %eax                    # setjmp's second return is never with 0
2:      mov     %rbx, %rdi
        mov     WORD(JUMP_RBX)(%rdi), %rbx
        mov     WORD(JUMP_RBP)(%rdi), %rbp
        mov     WORD(JUMP_R12)(%rdi), %r12
        mov     WORD(JUMP_R13)(%rdi), %r13
        mov     WORD(JUMP_R14)(%rdi), %r14
        mov     WORD(JUMP_R15)(%rdi), %r15
        mov     WORD(JUMP_STACK)(%rdi), %rsp
        jmp     *WORD(JUMP_RETURN)(%rdi)
END(siglongjmp)
