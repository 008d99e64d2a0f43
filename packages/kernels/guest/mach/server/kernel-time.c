/*
 * What time it is, from the page that the kernel keeps it in (Mach 3.0's mapped time): without a
 * message, and so cheap enough to be looked at in every call. It is as fine as the kernel's clock.
 */
#include "server.h"

#include <mach/device.h>
#include <mach/time_value.h>

static mach_port_t pager;
static const volatile mapped_time_value_t *page;

kern_return_t kernel_time_map(mach_port_t task, vm_address_t *at, bool anywhere)
{
    return vm_map(task, at, PAGE_SIZE, 0, anywhere, pager, 0, FALSE, VM_PROT_READ, VM_PROT_READ,
                  VM_INHERIT_SHARE);
}

void kernel_time_start(void)
{
    mach_port_t device;
    vm_address_t at = 0;

    if (device_open(device_master, D_READ, "time", &device) != KERN_SUCCESS ||
        device_map(device, VM_PROT_READ, 0, PAGE_SIZE, &pager, 0) != KERN_SUCCESS ||
        kernel_time_map(mach_task_self(), &at, true) != KERN_SUCCESS)
        panic("the time cannot be mapped");
    page = (const volatile mapped_time_value_t *)at;
    while (page->seconds == 0 && page->microseconds == 0)
        cthread_yield(); /* until the first tick */
}

void kernel_time(time_value_t *now)
{
    do {
        now->seconds = page->seconds;
        now->microseconds = page->microseconds;
    } while (page->check_seconds != now->seconds);
}
