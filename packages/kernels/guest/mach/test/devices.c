/* Devices: the console, the disk that the tests may be given, and what is not there. */
#include <mach/device.h>
#include <string.h>

#include "harness.h"

#define SELF mach_task_self()
#define RECORD 512
#define SCRATCH 64 /* record, far from where anything begins */

static mach_port_t open_device(const char *name)
{
    mach_port_t port;

    return device_open(device_master, D_READ | D_WRITE, name, &port) == KERN_SUCCESS ? port : MACH_PORT_NULL;
}

static void names(void)
{
    mach_port_t port;

    CHECK_IS(device_open(device_master, D_READ, "nothing", &port), D_NO_SUCH_DEVICE);
    CHECK_IS(device_open(device_master, D_READ, "rz6x", &port), D_NO_SUCH_DEVICE);
    CHECK(device_open(mach_host_self(), D_READ, "console", &port) != KERN_SUCCESS);
    CHECK((port = open_device("console")) != MACH_PORT_NULL);
    CHECK_IS(device_read(mach_host_self(), 0, 0, 512, NULL, NULL), D_NO_SUCH_DEVICE);
    OK(device_close(port));
    (void)mach_port_deallocate(SELF, port);
}

static void console(void)
{
    mach_port_t port = open_device("console");
    struct tty_status status;
    mach_msg_type_number_t words = TTY_STATUS_COUNT;
    static char line[] = "out of line to the console\r\n";
    int written;

    CHECK(port != MACH_PORT_NULL);
    OK(device_get_status(port, TTY_STATUS, (dev_status_t)&status, &words));
    CHECK_IS(status.tt_ospeed, 9600);
    OK(device_write(port, 0, 0, line, sizeof line - 1, &written));
    CHECK_IS(written, sizeof line - 1);
    CHECK(device_get_status(port, DEV_GET_SIZE, (dev_status_t)&status, &words) != KERN_SUCCESS);
}

/* What is written is what is read; more than a page, and more than a list of pages has. */
static void disk(void)
{
    mach_port_t port = open_device("rz0");
    int status[DEV_GET_SIZE_COUNT], written;
    mach_msg_type_number_t words = DEV_GET_SIZE_COUNT, bytes;
    vm_address_t memory = 0;
    io_buf_ptr_t data;

    if (port == MACH_PORT_NULL)
        return; /* the tests have been given none */
    OK(device_get_status(port, DEV_GET_SIZE, status, &words));
    CHECK_IS(status[DEV_GET_SIZE_RECORD_SIZE], RECORD);
    OK(vm_allocate(SELF, &memory, 16 * PAGE_SIZE, TRUE));
    for (unsigned size = RECORD; size <= 14 * PAGE_SIZE; size *= 3) {
        char *from = (char *)memory + 100;

        size = size / RECORD * RECORD;
        for (unsigned i = 0; i < size; i++)
            from[i] = i * 3 + i / 512 + size;
        OK(device_write(port, 0, SCRATCH, from, size, &written));
        CHECK_IS(written, size);
        OK(device_read(port, 0, SCRATCH, size, &data, &bytes));
        CHECK_IS(bytes, size);
        for (unsigned i = 0; i < size; i++)
            CHECK_IS(data[i], from[i]);
        OK(vm_deallocate(SELF, (vm_address_t)data, bytes));
    }
    CHECK_IS(device_read(port, 0, 0x7fffffff, RECORD, &data, &bytes), D_INVALID_RECNUM);
    CHECK_IS(device_read(port, 0, 0, 100, &data, &bytes), D_INVALID_SIZE);
    CHECK(device_read(port, 0, 0, -RECORD, &data, &bytes) != KERN_SUCCESS);
    OK(vm_deallocate(SELF, memory, 16 * PAGE_SIZE));
}

/* Several at once, the answers to a port of their own. */
static void requests(void)
{
    enum { MANY = 6 };
    mach_port_t port = open_device("rz0"), reply = port_make();

    if (port == MACH_PORT_NULL)
        return;
    OK(mach_port_set_qlimit(SELF, reply, MANY));
    for (int i = 0; i < MANY; i++)
        OK(device_read_request(port, reply, 0, (MANY - i) * 8, 2048));
    for (int i = 0; i < MANY; i++) {
        CHECK_IS(next_message(reply, 5000), 2904);
        mach_msg_destroy(&received.head);
    }
    CHECK_IS(next_message(reply, 0), -1);
    OK(mach_port_destroy(SELF, reply));
}

/* The time, as a page that the kernel writes. */
static void mapped_time(void)
{
    mach_port_t port = open_device("time"), pager, again;
    const volatile mapped_time_value_t *time;
    time_value_t now;
    vm_address_t at = 0;
    int before;

    CHECK(port != MACH_PORT_NULL);
    OK(device_map(port, VM_PROT_READ, 0, PAGE_SIZE, &pager, 0));
    OK(device_map(port, VM_PROT_READ, 0, PAGE_SIZE, &again, 0));
    CHECK_IS(again, pager);
    OK(vm_map(SELF, &at, PAGE_SIZE, 0, TRUE, pager, 0, FALSE, VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE));
    time = (const volatile mapped_time_value_t *)at;
    CHECK_IS(next_message(SELF, 0), -1);
    before = time->microseconds;
    CHECK_IS(next_message(port_make(), 50), -1); /* a few ticks */
    CHECK(time->microseconds != before);
    OK(host_get_time(mach_host_self(), &now));
    CHECK(now.seconds - time->seconds <= 1);
    CHECK_IS(time->check_seconds, time->seconds);
    OK(vm_deallocate(SELF, at, PAGE_SIZE));
    CHECK_IS(device_map(device_master, VM_PROT_READ, 0, PAGE_SIZE, &again, 0), D_NO_SUCH_DEVICE);
    OK(vm_map(SELF, &at, PAGE_SIZE, 0, TRUE, pager, 0, FALSE, VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE));
    CHECK(((const volatile mapped_time_value_t *)at)->seconds != 0); /* once more, after its end */
    OK(vm_deallocate(SELF, at, PAGE_SIZE));
}

/* When nobody has its port any more a device is closed; it can be opened again. */
static void no_senders(void)
{
    mach_port_t one = open_device("time"), two;

    CHECK(one != MACH_PORT_NULL);
    CHECK_IS(open_device("time"), one);
    OK(mach_port_deallocate(SELF, one));
    OK(mach_port_deallocate(SELF, one));
    CHECK((two = open_device("time")) != MACH_PORT_NULL);
    OK(device_close(two));
    OK(mach_port_deallocate(SELF, two));
    CHECK_IS(device_close(two), MACH_SEND_INVALID_DEST);
}

const struct test device_tests[] = {
    {"device.names", names},
    {"device.console", console},
    {"device.no-senders", no_senders},
    {"device.time", mapped_time},
    {"device.disk", disk},
    {"device.requests", requests},
    {NULL, NULL},
};
