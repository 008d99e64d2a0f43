/* Operations by themselves, many times, for those who count (only when asked for by name). */
#include <mach/device.h>

#include "harness.h"

#define SELF mach_task_self()
#define TIMES 200
#define BYTES 4096

/* What is counted is between two marks. */
#define MARK(code) __asm__ volatile("ori $0, $0, " #code)

static mach_port_t disk(void)
{
    mach_port_t port;

    return device_open(device_master, D_READ | D_WRITE, "rz0", &port) == KERN_SUCCESS ? port : MACH_PORT_NULL;
}

static void disk_read(void)
{
    mach_port_t port = disk();
    io_buf_ptr_t data;
    mach_msg_type_number_t bytes;

    CHECK(port != MACH_PORT_NULL);
    MARK(1);
    for (int i = 0; i < TIMES; i++) {
        OK(device_read(port, 0, i * 8, BYTES, &data, &bytes));
        OK(vm_deallocate(SELF, (vm_address_t)data, bytes));
    }
    MARK(2);
}

static void disk_write(void)
{
    mach_port_t port = disk();
    vm_address_t data = 0;
    int written;

    CHECK(port != MACH_PORT_NULL);
    OK(vm_allocate(SELF, &data, BYTES, TRUE));
    *(int *)data = 1;
    MARK(1);
    for (int i = 0; i < TIMES; i++)
        OK(device_write(port, 0, i * 8, (char *)data, BYTES, &written));
    MARK(2);
    OK(vm_deallocate(SELF, data, BYTES));
}

const struct test bench_tests[] = {
    {"bench.disk-read", disk_read},
    {"bench.disk-write", disk_write},
    {NULL, NULL},
};
