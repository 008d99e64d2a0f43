/*
 * Signals: the server pushes the frame of a handler onto the program's stack, and says with which
 * registers the program goes on. After a call that is here, where registers that calls destroy do not
 * matter. A program that was interrupted anywhere needs them all: its thread is given them by the
 * server, and does not come back here.
 */
#include "emulator.h"

#include <mach/bsd_user.h>

mach_port_t nowhere;

void signals_take(int *frame)
{
    bsd_registers_t after;

    mask_tell();
    local_forget();
    if (bsd_take_signals(server, frame, after) != 0)
        process_end();
    frame_resume(after);
}

/* Before the server is asked, which may be quicker than the thread. */
static void wait_prepare(void)
{
    if (nowhere == MACH_PORT_NULL)
        nowhere = mach_reply_port();
}

/* Nothing comes to the port: the server sends the thread on. */
static _Noreturn void wait(void)
{
    mach_msg_header_t message;

    (void)mach_msg(&message, MACH_RCV_MSG, 0, sizeof message, nowhere, MACH_MSG_TIMEOUT_NONE,
                   MACH_PORT_NULL);
    process_end();
}

void handler_return(int *frame, int handler_frame)
{
    local_forget();
    wait_prepare();
    if (bsd_sigreturn(server, handler_frame, frame) != 0)
        process_end();
    wait();
}

void notice(void)
{
    mask_tell();
    local_forget();
    wait_prepare();
    if (bsd_interrupted(server) != 0)
        process_end();
    wait();
}
