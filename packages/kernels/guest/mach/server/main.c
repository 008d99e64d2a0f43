/*
 * The server's start, as the task that the kernel makes of its boot module: threads, the master lock,
 * devices, then the personality, whose process 0 is this first thread.
 */
#include "server.h"

#include <mach/bootstrap.h>
#include <unix/exec.h>

#include "arguments.h"

#define MEMORY_BYTES (24u << 20) /* of the personality: zeros until they are used */

struct user user_0;
struct mutex master;
mach_port_t host_priv, device_master;
dev_t root_device;
const struct program_format *const program_formats[] = { &elf32_mips, NULL };

static int argument_count;
static char **argument_vector;

void enter_personality(void)
{
    mutex_lock(&master);
    current = &user_0;
    clock_look();
}

void leave_personality(void)
{
    current = NULL;
    mutex_unlock(&master);
}

static void start(void)
{
    static struct server_arguments arguments;
    static struct unix_options options;

    arguments_parse(&arguments, argument_count, argument_vector);
    root_device = makedev(BLOCK_RZ, arguments.root_target);
    options.buffer_bytes = (size_t)arguments.buffer_megabytes << 20;
    options.processes = PROCESSES;
    options.files = FILES;
    options.vnodes = VNODES;
    options.init_path = arguments.init_path;
    options.init_arguments = arguments.init_arguments;

    mutex_lock(&master);
    current = &user_0;
    pages_start(MEMORY_BYTES);
    console_start();
    kprintf("UNIX server\n");
    workers_start();
    console_answers();
    clock_start(arguments.hz);
    unix_start(&options);
}

int main(int argc, char **argv)
{
    argument_count = argc;
    argument_vector = argv;
    if (bootstrap_ports(mach_task_bootstrap(), &host_priv, &device_master) != KERN_SUCCESS)
        return 1;
    cthreads_start(start);
}

void machine_halt(void)
{
    (void)host_reboot(host_priv, HOST_REBOOT_HALT);
    for (;;)
        cthread_yield();
}
