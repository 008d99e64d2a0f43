/* More than there is: an error, and afterwards all is as it was. */
#include "harness.h"

#define SELF mach_task_self()

static int free_pages(void)
{
    vm_statistics_data_t s;

    return vm_statistics(SELF, &s) == KERN_SUCCESS ? s.free_count : -1;
}

/* Tasks come and go: their memory comes back. */
static void tasks(void)
{
    int before, after;

    for (int round = 0; round < 2; round++) {
        before = free_pages();
        for (int i = 0; i < 30; i++) {
            mach_port_t task, thread;

            OK(task_create(SELF, TRUE, &task));
            OK(thread_create(task, &thread));
            OK(task_terminate(task));
            OK(mach_port_deallocate(SELF, thread));
            OK(mach_port_deallocate(SELF, task));
        }
        for (int i = 0; i < 20; i++)
            swtch_pri(0); /* the reaper */
        after = free_pages();
    }
    CHECK(after >= before - 8);
}

static void messages_destroyed(void)
{
    int before = 0, after = 0;

    for (int round = 0; round < 2; round++) {
        before = free_pages();
        for (int i = 0; i < 50; i++) {
            struct {
                mach_msg_header_t head;
                mach_msg_type_long_t type;
                vm_address_t data;
            } message = {
                .head = {.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0)},
                .type = {.msgtl_header = {.msgt_longform = TRUE, .msgt_deallocate = TRUE},
                         .msgtl_name = MACH_MSG_TYPE_BYTE, .msgtl_size = 8, .msgtl_number = 3 * PAGE_SIZE},
            };
            mach_port_t port = port_make();

            OK(vm_allocate(SELF, &message.data, 3 * PAGE_SIZE, TRUE));
            *(int *)message.data = 1;
            message.head.msgh_remote_port = port;
            OK(mach_msg(&message.head, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL));
            OK(mach_port_destroy(SELF, port));
        }
        after = free_pages();
    }
    CHECK(after >= before - 4);
}

/* All of memory, in another task: the writes fail, and the kernel goes on. */
static void memory(void)
{
    mach_port_t task;
    vm_address_t all = 0, page = 0;
    int before = free_pages();
    unsigned pages = 0;
    kern_return_t result = KERN_SUCCESS;

    OK(vm_allocate(SELF, &page, 16 * PAGE_SIZE, TRUE));
    for (int i = 0; i < 16; i++)
        *(int *)(page + i * PAGE_SIZE) = 1;
    OK(task_create(SELF, FALSE, &task));
    OK(vm_allocate(task, &all, 64 << 20, TRUE));
    /* An odd address: the pages are copied, not shared. */
    while (pages < 60 << 8 && result == KERN_SUCCESS && free_pages() > 200) {
        result = vm_write(task, all + pages * PAGE_SIZE, page, 16 * PAGE_SIZE);
        for (int i = 0; i < 16; i++)
            *(volatile int *)(page + i * PAGE_SIZE) = pages;
        pages += 16;
    }
    CHECK(pages > 100);
    OK(task_terminate(task));
    OK(mach_port_deallocate(SELF, task));
    OK(vm_deallocate(SELF, page, 16 * PAGE_SIZE));
    for (int i = 0; i < 20; i++)
        swtch_pri(0);
    CHECK(free_pages() >= before - 32);
}

const struct test exhaustion_tests[] = {
    {"exhaustion.tasks", tasks},
    {"exhaustion.messages", messages_destroyed},
    {"exhaustion.memory", memory},
    {NULL, NULL},
};
