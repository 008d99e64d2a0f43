/*
 * Where the kernel enters a program to have a signal handled:
 *
 *      a0 signal, a1 code, a2 frame (what was interrupted), a3 handler, sp below the frame
 *
 * The handler is called with the first three; then the frame goes back to the kernel.
 */
#include "assembly.h"
#include "call-numbers.h"

#define FRAME_BYTES (ARGUMENT_BYTES + 8)
#define KEPT_FRAME ARGUMENT_BYTES

        .set    noreorder
FUNCTION(_signal_trampoline)
        addiu   $sp, $sp, -FRAME_BYTES
        jalr    $a3
        sw      $a2, KEPT_FRAME($sp)
        lw      $a0, KEPT_FRAME($sp)
        li      $v0, SYS_sigreturn
        syscall
        break                           # it does not return
END(_signal_trampoline)
