/* The registers of a program, as the personality's frames and the library have them, and as the kernel
 * tells them (mips_thread_state). */
#include "server.h"

#include <mach/thread_status.h>

bool registers_get(mach_port_t thread, int *registers)
{
    struct mips_thread_state state;
    mach_msg_type_number_t count = MIPS_THREAD_STATE_COUNT;

    if (thread_get_state(thread, MIPS_THREAD_STATE, (thread_state_t)&state, &count) != KERN_SUCCESS)
        return false;
    registers[BSD_PC] = state.pc;
    for (int i = 1; i < 32; i++)
        registers[i] = (&state.r1)[i - 1];
    registers[BSD_LO] = state.mdlo;
    registers[BSD_HI] = state.mdhi;
    return true;
}

bool registers_set(mach_port_t thread, const int *registers)
{
    struct mips_thread_state state;

    bzero(&state, sizeof state);
    state.pc = registers[BSD_PC];
    for (int i = 1; i < 32; i++)
        (&state.r1)[i - 1] = registers[i];
    state.mdlo = registers[BSD_LO];
    state.mdhi = registers[BSD_HI];
    return thread_set_state(thread, MIPS_THREAD_STATE, (thread_state_t)&state,
                            MIPS_THREAD_STATE_COUNT) == KERN_SUCCESS;
}
