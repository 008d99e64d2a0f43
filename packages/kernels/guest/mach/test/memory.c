/* Memory: vm_* as a server uses it, of its own and of other tasks. */
#include <string.h>

#include "harness.h"

#define SELF mach_task_self()

static void allocate(void)
{
    vm_address_t one = 0, two, hole;
    unsigned *words;

    OK(vm_allocate(SELF, &one, 4 * PAGE_SIZE, TRUE));
    words = (unsigned *)one;
    for (unsigned i = 0; i < 4 * PAGE_SIZE / sizeof *words; i++)
        CHECK_IS(words[i], 0);
    words[1024] = 5;
    two = one + PAGE_SIZE;
    CHECK_IS(vm_allocate(SELF, &two, PAGE_SIZE, FALSE), KERN_NO_SPACE);
    OK(vm_deallocate(SELF, one + PAGE_SIZE, PAGE_SIZE));
    hole = one + PAGE_SIZE;
    OK(vm_allocate(SELF, &hole, PAGE_SIZE, FALSE));
    CHECK_IS(words[1024], 0); /* a new page */
    OK(vm_deallocate(SELF, one, 4 * PAGE_SIZE));
    one = 0x90000000;
    CHECK(vm_allocate(SELF, &one, PAGE_SIZE, FALSE) != KERN_SUCCESS);
    one = 0;
    CHECK_IS(vm_allocate(SELF, &one, 0x7fff0000, TRUE), KERN_NO_SPACE);
}

static void region(void)
{
    vm_address_t one = 0, at;
    vm_size_t size;
    vm_prot_t protection, most;
    vm_inherit_t inheritance;
    boolean_t shared;
    mach_port_t name;
    vm_offset_t offset;

    OK(vm_allocate(SELF, &one, 3 * PAGE_SIZE, TRUE));
    OK(vm_protect(SELF, one + PAGE_SIZE, PAGE_SIZE, FALSE, VM_PROT_READ));
    at = one + PAGE_SIZE;
    OK(vm_region(SELF, &at, &size, &protection, &most, &inheritance, &shared, &name, &offset));
    CHECK_IS(at, one + PAGE_SIZE);
    CHECK_IS(size, PAGE_SIZE);
    CHECK_IS(protection, VM_PROT_READ);
    CHECK_IS(most, VM_PROT_ALL);
    CHECK_IS(inheritance, VM_INHERIT_COPY);
    if (MACH_PORT_VALID(name))
        (void)mach_port_deallocate(SELF, name);
    OK(vm_deallocate(SELF, one, 3 * PAGE_SIZE));
}

static void copies(void)
{
    vm_address_t one = 0, two = 0;
    vm_offset_t data;
    mach_msg_type_number_t size;

    OK(vm_allocate(SELF, &one, 2 * PAGE_SIZE, TRUE));
    OK(vm_allocate(SELF, &two, 2 * PAGE_SIZE, TRUE));
    memset((void *)one, 7, 2 * PAGE_SIZE);
    OK(vm_copy(SELF, one, 2 * PAGE_SIZE, two));
    CHECK_IS(((char *)two)[5000], 7);
    ((char *)one)[5000] = 1;
    CHECK_IS(((char *)two)[5000], 7);
    OK(vm_read(SELF, one, 2 * PAGE_SIZE, &data, &size));
    CHECK_IS(size, 2 * PAGE_SIZE);
    CHECK_IS(((char *)data)[5000], 1);
    ((char *)data)[1] = 9;
    CHECK_IS(((char *)one)[1], 7);
    OK(vm_write(SELF, two, data, size));
    CHECK_IS(((char *)two)[1], 9);
    OK(vm_deallocate(SELF, data, size));
    OK(vm_deallocate(SELF, one, 2 * PAGE_SIZE));
    CHECK_IS(vm_read(SELF, one, PAGE_SIZE, &data, &size), KERN_INVALID_ADDRESS);
    OK(vm_deallocate(SELF, two, 2 * PAGE_SIZE));
}

/* What a child has of its parent. */
static void inheritance(void)
{
    enum { COPY, SHARE, NONE };
    vm_address_t pages = 0;
    mach_port_t child;
    vm_offset_t data;
    mach_msg_type_number_t size;
    char *own;

    OK(vm_allocate(SELF, &pages, 3 * PAGE_SIZE, TRUE));
    own = (char *)pages;
    own[COPY * PAGE_SIZE] = own[SHARE * PAGE_SIZE] = own[NONE * PAGE_SIZE] = 1;
    OK(vm_inherit(SELF, pages + SHARE * PAGE_SIZE, PAGE_SIZE, VM_INHERIT_SHARE));
    OK(vm_inherit(SELF, pages + NONE * PAGE_SIZE, PAGE_SIZE, VM_INHERIT_NONE));
    OK(task_create(SELF, TRUE, &child));
    own[COPY * PAGE_SIZE] = own[SHARE * PAGE_SIZE] = 2;
    OK(vm_read(child, pages, 2 * PAGE_SIZE, &data, &size));
    CHECK_IS(((char *)data)[COPY * PAGE_SIZE], 1);
    CHECK_IS(((char *)data)[SHARE * PAGE_SIZE], 2);
    CHECK_IS(vm_read(child, pages + NONE * PAGE_SIZE, PAGE_SIZE, &data, &size), KERN_INVALID_ADDRESS);
    own[0] = 3;
    OK(vm_write(child, pages, pages, 2 * PAGE_SIZE));
    own[SHARE * PAGE_SIZE] = 4;
    OK(vm_read(child, pages, 2 * PAGE_SIZE, &data, &size));
    CHECK_IS(((char *)data)[COPY * PAGE_SIZE], 3);
    CHECK_IS(((char *)data)[SHARE * PAGE_SIZE], 4);
    OK(task_terminate(child));
    CHECK_IS(own[COPY * PAGE_SIZE], 3);
    OK(mach_port_deallocate(SELF, child));
    OK(vm_deallocate(SELF, pages, 3 * PAGE_SIZE));
}

/* A chain of copies, each changed in its own page; the first ends first. */
static void chain(void)
{
    enum { PAGES = 6 };
    vm_address_t pages = 0;
    mach_port_t tasks[PAGES];
    vm_offset_t data;
    mach_msg_type_number_t size;

    OK(vm_allocate(SELF, &pages, PAGES * PAGE_SIZE, TRUE));
    for (int i = 0; i < PAGES; i++) {
        ((char *)pages)[i * PAGE_SIZE] = i + 1;
        OK(task_create(SELF, TRUE, &tasks[i]));
    }
    for (int i = 0; i < PAGES; i++) {
        OK(vm_read(tasks[i], pages, PAGES * PAGE_SIZE, &data, &size));
        for (int page = 0; page < PAGES; page++)
            CHECK_IS(((char *)data)[page * PAGE_SIZE], page <= i ? page + 1 : 0);
        OK(vm_deallocate(SELF, data, size));
        OK(task_terminate(tasks[i]));
        OK(mach_port_deallocate(SELF, tasks[i]));
    }
    OK(vm_deallocate(SELF, pages, PAGES * PAGE_SIZE));
}

static void statistics(void)
{
    vm_statistics_data_t s;

    OK(vm_statistics(SELF, &s));
    CHECK_IS(s.pagesize, PAGE_SIZE);
    CHECK(s.free_count > 0 && s.faults > 0 && s.zero_fill_count > 0);
}

const struct test memory_tests[] = {
    {"memory.allocate", allocate},
    {"memory.region", region},
    {"memory.copies", copies},
    {"memory.inheritance", inheritance},
    {"memory.chain", chain},
    {"memory.statistics", statistics},
    {NULL, NULL},
};
