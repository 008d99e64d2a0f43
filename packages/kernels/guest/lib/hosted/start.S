/*
 * Where a program begins, twice: the host enters it on a stack of the host's, above STACK_TOP, and it
 * tells the server that it is there; then the server enters it, as a kernel would, with
 *
 *      rsp -> argc, argv[0] ... argv[argc - 1], 0, environment ..., 0, the strings
 */
#include "assembly.h"
#include <hosted/message.h>

#define WORD 8

FUNCTION(_start)
        mov     $STACK_TOP, %eax
        cmp     %rax, %rsp
        ja      1f
        mov     (%rsp), %rdi
        lea     WORD(%rsp), %rsi                # argv
        lea     WORD(%rsi, %rdi, WORD), %rdx    # behind argv's 0
        mov     %rdx, environ
        mov     %rsi, _program_arguments
        xor     %ebp, %ebp
        and     $-16, %rsp
        call    main
        mov     %eax, %edi
        call    exit
1:      and     $-16, %rsp
        call    _host_begin
        ud2
END(_start)
