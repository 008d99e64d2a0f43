/* Beginnings and the end of a process, as the library has them. */
#include "emulator.h"

#include <mach/bsd_user.h>
#include <mach/mach_init.h>

mach_port_t server;
int *child_frame;

void ports_start(void)
{
    mach_init();
    nowhere = MACH_PORT_NULL;
    local_forget();
    if (task_get_special_port(mach_task_self(), TASK_BOOTSTRAP_PORT, &server) != KERN_SUCCESS)
        process_end();
}

/* The program goes on as its parent does, but for what fork says. */
void child_begins(void)
{
    int *frame = child_frame;
    int value[2], status = 0;
    bsd_arguments_t none = { 0 };

    ports_start();
    if (bsd_call(server, SYS_getpid, none, &value[0], &value[1], &status) != 0)
        process_end();
    frame[REG_V0] = value[1];
    frame[REG_V1] = 1;
    frame[REG_A3] = 0;
    if (status & BSD_SIGNALS)
        signals_take(frame);
    frame_resume(frame);
}

void process_end(void)
{
    for (;;)
        (void)task_terminate(mach_task_self());
}
