/* The stubs of the system calls, from the table of their numbers. */
#include "assembly.h"

        .macro  stub number, name
        .section .text.\name, "ax", @progbits
        .balign 16
        .weak   \name                  # a program may have a function of this name
        .type   \name, @function
\name:  mov     $\number, %eax
        call    _system_call
        jc      1f
        ret
1:      jmp     _system_call_failed
        .size   \name, . - \name
        .endm

/* Calls that C makes functions of other behaviour of; and calls of two values, whose stubs are in
   fork.S, pipe.S and identity.S. Who does not call these has none of them. */
#define exit _exit
#define brk _system_brk
#define sigvec _system_sigvec
#define sigpending _system_sigpending
#define getpgrp _system_getpgrp
#define fork _system_fork
#define vfork _system_vfork
#define pipe _system_pipe
#define getpid _system_getpid
#define getuid _system_getuid
#define getgid _system_getgid
#define sigreturn _system_sigreturn

#define SYSTEM_CALL(number, name, arguments) stub number, name;
#include <abi/calls.h>
