/* A page from the disk, and one to it: from the message to the answer, the disk's own time left out. */
#include <mach/device.h>

#include <test/harness.h>

#include "operation.h"

#define SELF mach_task_self()
#define BYTES 4096

void measure_devices(void)
{
    mach_port_t disk;
    io_buf_ptr_t data;
    mach_msg_type_number_t bytes;
    vm_address_t page = 0;
    int written;

    must(device_open(device_master, D_READ | D_WRITE, "rz0", &disk) == KERN_SUCCESS, "rz0");
    OPERATION(DEVICE_READ, "device-read", "device_read of 4 KB from the disk", (void)0,
              must(device_read(disk, 0, i * 8, BYTES, &data, &bytes) == KERN_SUCCESS, "device_read"),
              (void)vm_deallocate(SELF, (vm_address_t)data, bytes));
    must(vm_allocate(SELF, &page, BYTES, TRUE) == KERN_SUCCESS, "vm_allocate");
    OPERATION(DEVICE_WRITE, "device-write", "device_write of 4 KB to the disk", *(int *)page = 1,
              must(device_write(disk, 0, i * 8, (char *)page, BYTES, &written) == KERN_SUCCESS, "device_write"),
              (void)0);
}
