/*
 * The stubs of the system calls, from the table of their numbers. The arguments are where the system
 * expects them; v0 is the result, or the error's number if a3 is not 0.
 */
#include "assembly.h"

        .set    noreorder

        .macro  stub number, name
        .section .text.\name, "ax", @progbits
        .align  2
        .weak   \name                  # a program may have a function of this name
        .type   \name, @function
\name:  li      $v0, \number
        syscall
        bnez    $a3, 1f
        nop
        jr      $ra
        nop
1:      j       _system_call_failed
        nop
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
