/* What a task knows of itself (Mach 3.0's mach_init). */
#include <mach/mach.h>

mach_port_t mach_task_self_;
vm_size_t vm_page_size = PAGE_SIZE;

void mach_init(void)
{
    mach_task_self_ = mach_task_self_trap();
    mig_init();
}

mach_port_t mach_task_bootstrap(void)
{
    mach_port_t port;

    if (task_get_special_port(mach_task_self(), TASK_BOOTSTRAP_PORT, &port) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return port;
}
