/* The device server's beginning (Mach 3.0's device_init): the port by which devices are opened. */
#include <device/ds_routines.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/task.h>
#include <kern/thread.h>

ipc_port_t master_device_port;

void device_service_create(void)
{
    master_device_port = ipc_port_alloc_kernel();
    if (master_device_port == IP_NULL)
        panic("no port for devices");
    ipc_kobject_set(master_device_port, IKO_NULL, IKOT_DEVICE);
    ds_init();
    dev_lookup_init();
    (void)kernel_thread(kernel_task, io_done_thread, 0);
}
