/* Memory of pagers: good ones, and those that say no, lie, or die. */
#include <mach/memory_object_server.h>
#include <string.h>

#include "harness.h"

#define SELF mach_task_self()
#define PAGES 4

enum manner { GOOD, EMPTY, FAILS, LIES, SILENT };

static struct {
    mach_port_t object, control, name;
    enum manner manner;
    int requests, terminated;
} pager;

kern_return_t memory_object_init(mach_port_t object, mach_port_t control, mach_port_t name, vm_size_t page)
{
    (void)object, (void)page;
    pager.control = control;
    pager.name = name;
    return memory_object_set_attributes(control, TRUE, FALSE, MEMORY_OBJECT_COPY_DELAY);
}

kern_return_t memory_object_terminate(mach_port_t object, mach_port_t control, mach_port_t name)
{
    (void)object;
    pager.terminated++;
    (void)mach_port_destroy(SELF, control);
    (void)mach_port_destroy(SELF, name);
    return KERN_SUCCESS;
}

kern_return_t memory_object_data_request(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                         vm_size_t bytes, vm_prot_t access)
{
    vm_address_t page = 0;

    (void)object, (void)access;
    pager.requests++;
    switch (pager.manner) {
    case EMPTY:
        return memory_object_data_unavailable(control, offset, bytes);
    case FAILS:
        return memory_object_data_error(control, offset, bytes, KERN_FAILURE);
    case SILENT:
        return KERN_SUCCESS;
    default:
        break;
    }
    if (vm_allocate(SELF, &page, bytes, TRUE) != KERN_SUCCESS)
        return KERN_RESOURCE_SHORTAGE;
    memset((void *)page, 'a' + offset / PAGE_SIZE, bytes);
    if (pager.manner == LIES) { /* what was not asked for; half a page; to nowhere; then the page */
        (void)memory_object_data_supply(control, offset + 64 * PAGE_SIZE, page, bytes, FALSE, VM_PROT_NONE,
                                        FALSE, MACH_PORT_NULL);
        (void)memory_object_data_supply(control, offset, page, PAGE_SIZE / 2, FALSE, VM_PROT_NONE, FALSE,
                                        MACH_PORT_NULL);
        (void)memory_object_data_unavailable(control, 0x7ffff000, bytes);
        (void)memory_object_data_error(pager.object, offset, bytes, 1);
    }
    return memory_object_data_supply(control, offset, page, bytes, TRUE, VM_PROT_NONE, FALSE,
                                     MACH_PORT_NULL);
}

kern_return_t memory_object_data_return(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                        vm_offset_t data, mach_msg_type_number_t bytes, boolean_t dirty,
                                        boolean_t kernel_copy)
{
    (void)object, (void)control, (void)offset, (void)dirty, (void)kernel_copy;
    return vm_deallocate(SELF, data, bytes);
}

kern_return_t memory_object_data_unlock(mach_port_t object, mach_port_t control, vm_offset_t offset,
                                        vm_size_t bytes, vm_prot_t access)
{
    (void)object, (void)access;
    return memory_object_lock_request(control, offset, bytes, MEMORY_OBJECT_RETURN_NONE, FALSE, VM_PROT_NONE,
                                      MACH_PORT_NULL);
}

kern_return_t memory_object_lock_completed(mach_port_t reply, mach_port_t control,
                                           vm_offset_t offset, vm_size_t bytes)
{
    (void)reply, (void)control, (void)offset, (void)bytes;
    return KERN_SUCCESS;
}

kern_return_t memory_object_supply_completed(mach_port_t reply,
                                             mach_port_t control, vm_offset_t offset, vm_size_t bytes,
                                             kern_return_t result, vm_offset_t error)
{
    (void)reply, (void)control, (void)offset, (void)bytes, (void)result, (void)error;
    return KERN_SUCCESS;
}

kern_return_t memory_object_change_completed(mach_port_t reply, boolean_t may_cache,
                                             int strategy)
{
    (void)reply, (void)may_cache, (void)strategy;
    return KERN_SUCCESS;
}

kern_return_t memory_object_copy(mach_port_t old, mach_port_t control, vm_offset_t offset, vm_size_t bytes,
                                 mach_port_t made)
{
    (void)old, (void)control, (void)offset, (void)bytes, (void)made;
    return KERN_FAILURE;
}

static void serve(void *unused)
{
    (void)unused;
    (void)mach_msg_server(memory_object_server, 512, pager.object);
}

/* PAGES pages of a pager of this manner. */
static vm_address_t map(enum manner manner, boolean_t copy)
{
    vm_address_t at = 0;

    pager.manner = manner;
    pager.requests = pager.terminated = 0;
    pager.object = send_make(port_make());
    if (thread_begin(serve, 0) == MACH_PORT_NULL ||
        vm_map(SELF, &at, PAGES * PAGE_SIZE, 0, TRUE, pager.object, 0, copy, VM_PROT_READ | VM_PROT_WRITE,
               VM_PROT_ALL, VM_INHERIT_COPY) != KERN_SUCCESS)
        return 0;
    return at;
}

static void unmap(vm_address_t at)
{
    (void)vm_deallocate(SELF, at, PAGES * PAGE_SIZE);
    for (int i = 0; i < 100 && pager.terminated == 0; i++)
        swtch_pri(0);
    (void)mach_port_destroy(SELF, pager.object);
    swtch_pri(0);
}

static void good(void)
{
    vm_address_t at = map(GOOD, FALSE);
    volatile char *bytes = (char *)at;

    CHECK(at != 0);
    for (int i = PAGES - 1; i >= 0; i--)
        CHECK_IS(bytes[i * PAGE_SIZE + 17], 'a' + i);
    CHECK_IS(pager.requests, PAGES);
    bytes[0] = 'x';
    CHECK_IS(bytes[0], 'x');
    CHECK_IS(pager.requests, PAGES);
    unmap(at);
    CHECK_IS(pager.terminated, 1);
}

static void copy_of_pager(void)
{
    vm_address_t at = map(GOOD, TRUE), second = 0;
    volatile char *bytes = (char *)at;

    CHECK(at != 0);
    bytes[PAGE_SIZE] = 'x';
    CHECK_IS(bytes[PAGE_SIZE + 1], 'b');
    OK(vm_map(SELF, &second, PAGES * PAGE_SIZE, 0, TRUE, pager.object, 0, FALSE, VM_PROT_READ, VM_PROT_READ,
              VM_INHERIT_COPY));
    CHECK_IS(((volatile char *)second)[PAGE_SIZE], 'b'); /* the pager's is as it was */
    CHECK_IS(pager.requests, 1);
    OK(vm_deallocate(SELF, second, PAGES * PAGE_SIZE));
    unmap(at);
}

static void empty(void)
{
    vm_address_t at = map(EMPTY, FALSE);

    CHECK(at != 0);
    CHECK_IS(*(volatile int *)at, 0);
    CHECK_IS(pager.requests, 1);
    unmap(at);
}

static void lies(void)
{
    vm_address_t at = map(LIES, FALSE);

    CHECK(at != 0);
    CHECK_IS(*(volatile char *)(at + PAGE_SIZE), 'b');
    CHECK_IS(*(volatile char *)(at + PAGE_SIZE + PAGE_SIZE - 1), 'b');
    unmap(at);
}

static volatile int touched;

static void touch(void *address)
{
    mach_msg_type_number_t count;
    vm_offset_t data;

    (void)data, (void)count;
    *(volatile char *)address = 1;
    touched = 1;
}

/* A thread touches a page that does not come; it has no handler of exceptions, but the test aborts, or
 * ends, it. */
static void silent(void)
{
    vm_address_t at = map(SILENT, FALSE);
    mach_port_t thread;

    CHECK(at != 0);
    touched = 0;
    CHECK((thread = thread_begin(touch, (void *)at)) != MACH_PORT_NULL);
    for (int i = 0; i < 20; i++)
        swtch_pri(0);
    CHECK_IS(touched, 0);
    CHECK_IS(pager.requests, 1);
    OK(thread_terminate(thread));
    OK(mach_port_deallocate(SELF, thread));
    unmap(at);
}

/* With a handler: the error is the program's, and the next instruction follows. */
static kern_return_t touch_with_handler(vm_address_t at, int *code);

static void fails(void)
{
    vm_address_t at = map(FAILS, FALSE);
    int code = 0;

    CHECK(at != 0);
    OK(touch_with_handler(at, &code));
    CHECK_IS(code, KERN_MEMORY_ERROR);
    unmap(at);
}

/* It dies before it has answered. */
static void dies(void)
{
    vm_address_t at = map(SILENT, FALSE);
    mach_port_t thread;
    int code = 0;

    CHECK(at != 0);
    touched = 0;
    CHECK((thread = thread_begin(touch, (void *)at)) != MACH_PORT_NULL);
    for (int i = 0; i < 20; i++)
        swtch_pri(0);
    CHECK_IS(pager.requests, 1);
    OK(thread_suspend(thread));
    OK(mach_port_destroy(SELF, pager.object));
    OK(thread_terminate(thread));
    OK(touch_with_handler(at + PAGE_SIZE, &code));
    CHECK(code == KERN_MEMORY_FAILURE || code == KERN_MEMORY_ERROR);
    OK(vm_deallocate(SELF, at, PAGES * PAGE_SIZE));
}

/* The message of an exception, answered by hand: the thread does not go on. */
static kern_return_t touch_with_handler(vm_address_t at, int *code)
{
    mach_port_t port = send_make(port_make()), thread;
    kern_return_t result;

    touched = 0;
    if ((thread = thread_begin(touch, (void *)at)) == MACH_PORT_NULL)
        return KERN_FAILURE;
    result = thread_set_special_port(thread, THREAD_EXCEPTION_PORT, port);
    if (result == KERN_SUCCESS && next_message(port, 2000) == -1)
        result = KERN_FAILURE;
    *code = ((struct {
                mach_msg_header_t head;
                mach_msg_type_t thread_type;
                mach_port_t thread;
                mach_msg_type_t task_type;
                mach_port_t task;
                mach_msg_type_t exception_type;
                int exception;
                mach_msg_type_t code_type;
                int code;
            } *)&received)->code;
    (void)thread_terminate(thread);
    (void)mach_port_destroy(SELF, port);
    return result;
}

const struct test pager_tests[] = {
    {"pager.good", good},
    {"pager.copy", copy_of_pager},
    {"pager.empty", empty},
    {"pager.lies", lies},
    {"pager.silent", silent},
    {"pager.fails", fails},
    {"pager.dies", dies},
    {NULL, NULL},
};
