/*
 * paths: the first task in place of the UNIX server does the operations of the kernel one by one
 * between marks, so that their path lengths and footprints can be counted beside those of CMU's Mach
 * 3.0 (fixtures/published/mach30-paths.csv). Then it halts the machine.
 */
#include <mach/bootstrap.h>
#include <test/harness.h>
#include <test/print.h>

#include "operation.h"

#define DRAIN_MILLISECONDS 250 /* the line's queue, at 9600 bits a second */

mach_port_t host_priv, device_master;

static void drain(void)
{
    mach_port_t port = port_make();

    (void)next_message(port, DRAIN_MILLISECONDS);
    (void)mach_port_destroy(mach_task_self(), port);
}

void announce(int number, const char *key, const char *title)
{
    kprintf("operation %d %s %s\n", number, key, title);
    drain();
}

static void __attribute__((noreturn)) halt(void)
{
    drain();
    for (;;)
        (void)host_reboot(host_priv, HOST_REBOOT_HALT);
}

void must(int done, const char *what)
{
    if (done)
        return;
    kprintf("paths: %s failed\n", what);
    halt();
}

int main(int argc, char **argv)
{
    (void)argc, (void)argv;
    if (bootstrap_ports(mach_task_bootstrap(), &host_priv, &device_master) != KERN_SUCCESS || !print_start())
        return 1;
    MARK(MEASURING_BEGINS);
    measure_messages();
    measure_memory();
    measure_tasks();
    measure_devices();
    MARK(MEASURING_ENDS);
    kprintf("paths: done\n");
    halt();
}
