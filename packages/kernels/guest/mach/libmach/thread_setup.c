/* How a thread begins in C: the registers of a call that never returns. */
#include <mach/mach.h>

#define CALL_BYTES 24 /* of stack, for a function's arguments */

kern_return_t thread_setup(mach_port_t thread, vm_address_t function, vm_address_t top,
                           vm_address_t argument)
{
    struct mips_thread_state state = {
        .r4 = argument,
        .r25 = function,
        .r29 = top - CALL_BYTES,
        .pc = function,
    };

    return thread_set_state(thread, MIPS_THREAD_STATE, (thread_state_t)&state, MIPS_THREAD_STATE_COUNT);
}
