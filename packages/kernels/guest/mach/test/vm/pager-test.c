/* What passes between the kernel and pagers. */
#include <ipc/ipc_port.h>
#include <vm/memory_object.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

#include "harness.h"

#define AT 0x30000000

static struct test_pager pager;

static void map_pager(vm_map_t task, vm_offset_t at, boolean_t copy)
{
    OK(vm_map(task, &at, PAGER_PAGES * PAGE_SIZE, 0, FALSE, ipc_port_copy_send(pager.port), 0, copy,
              VM_PROT_READ | VM_PROT_WRITE, VM_PROT_ALL, VM_INHERIT_COPY));
}

static void expect(vm_map_t task, vm_offset_t at, uint32_t value)
{
    uint32_t is;

    OK(peek(task, at, &is));
    CHECK_IS(is, value);
}

static void two_see_one(void)
{
    vm_map_t one = task_make(), two = task_make();

    pager_make(&pager, 0);
    map_pager(one, AT, FALSE);
    map_pager(two, AT, FALSE);
    expect(one, AT + 3 * PAGE_SIZE, pager.words[3]);
    expect(two, AT + 3 * PAGE_SIZE, pager.words[3]);
    CHECK_IS(pager.requests, 1);
    OK(poke(one, AT + 3 * PAGE_SIZE, 77));
    expect(two, AT + 3 * PAGE_SIZE, 77);
    expect(two, AT + 4 * PAGE_SIZE, pager.words[4]);
    vm_map_deallocate(one);
    CHECK_IS(pager.terminated, 0);
    vm_map_deallocate(two);
    CHECK_IS(pager.terminated, 1);
    CHECK_IS(pager.returned, 1); /* what has been written */
    CHECK_IS(pager.words[3], 77);
    pager_end(&pager);
}

/* Before a page of the pager's is changed, its copies get it. */
static void delayed_copies(void)
{
    vm_map_t owner = task_make(), early = task_make(), late = task_make();

    pager_make(&pager, 0);
    map_pager(owner, AT, FALSE);
    map_pager(early, AT, TRUE);
    OK(poke(early, AT + PAGE_SIZE, 5));
    OK(poke(owner, AT, 1));
    map_pager(late, AT, TRUE);
    OK(poke(owner, AT, 2));
    OK(poke(owner, AT + PAGE_SIZE, 3));
    expect(early, AT, pager.words[0]);
    expect(late, AT, 1);
    expect(owner, AT, 2);
    expect(early, AT + PAGE_SIZE, 5);
    expect(late, AT + PAGE_SIZE, pager.words[1]);
    vm_map_deallocate(early);
    expect(late, AT, 1);
    vm_map_deallocate(owner);
    expect(late, AT + 2 * PAGE_SIZE, pager.words[2]);
    vm_map_deallocate(late);
    CHECK_IS(pager.terminated, 1);
    pager_end(&pager);
}

static void at_once(void)
{
    vm_map_t task = task_make();

    pager_make(&pager, 0);
    pager.strategy = MEMORY_OBJECT_COPY_NONE;
    map_pager(task, AT, TRUE);
    CHECK_IS(pager.requests, PAGER_PAGES);
    expect(task, AT + 31 * PAGE_SIZE, pager.words[31]);
    OK(poke(task, AT, 9));
    vm_map_deallocate(task);
    pager_end(&pager);
}

static void errors(void)
{
    vm_map_t task = task_make();
    uint32_t value;

    pager_make(&pager, 0);
    pager.words[1] = 0;
    pager.words[2] = 0xdead0000;
    map_pager(task, AT, FALSE);
    expect(task, AT + PAGE_SIZE, 0);
    CHECK_IS(peek(task, AT + 2 * PAGE_SIZE, &value), KERN_MEMORY_ERROR);
    CHECK_IS(peek(task, AT + 2 * PAGE_SIZE, &value), KERN_MEMORY_ERROR);
    pager.words[2] = 4;
    expect(task, AT + 2 * PAGE_SIZE, 4);
    port_of_user_dies(pager.port);
    pager.port = IP_NULL;
    expect(task, AT + 2 * PAGE_SIZE, 4); /* what is there, stays */
    CHECK_IS(peek(task, AT + 3 * PAGE_SIZE, &value), KERN_MEMORY_ERROR);
    vm_map_deallocate(task);
    pager_end(&pager);
}

static void kept(void)
{
    vm_map_t task = task_make();

    pager_make(&pager, 0);
    pager.may_cache = TRUE;
    map_pager(task, AT, FALSE);
    expect(task, AT, pager.words[0]);
    vm_map_deallocate(task);
    CHECK_IS(vm_object_cached_count, 1);
    task = task_make();
    map_pager(task, AT, FALSE);
    expect(task, AT, pager.words[0]);
    CHECK_IS(pager.requests, 1);
    CHECK_IS(vm_object_cached_count, 0);
    vm_map_deallocate(task);
    CHECK_IS(vm_object_cache_trim(4), 1);
    CHECK_IS(pager.terminated, 1);
    pager_end(&pager);
}

static void locked(void)
{
    vm_map_t task = task_make();

    pager_make(&pager, 0);
    pager.lock = TRUE;
    map_pager(task, AT, FALSE);
    expect(task, AT, pager.words[0]);
    CHECK_IS(pager.unlocks, 0);
    OK(poke(task, AT, 8));
    CHECK_IS(pager.unlocks, 1);
    OK(memory_object_lock_request(vm_object_lookup(pager.control), 0, PAGER_PAGES * PAGE_SIZE,
                                  MEMORY_OBJECT_RETURN_DIRTY, FALSE, VM_PROT_NO_CHANGE, pager.port, 0));
    CHECK_IS(pager.returned, 1);
    CHECK_IS(pager.words[0], 8);
    CHECK_IS(pager.completed, 1);
    OK(memory_object_lock_request(vm_object_lookup(pager.control), 0, PAGER_PAGES * PAGE_SIZE,
                                  MEMORY_OBJECT_RETURN_DIRTY, FALSE, VM_PROT_NO_CHANGE, IP_NULL, 0));
    CHECK_IS(pager.returned, 1); /* clean now */
    OK(poke(task, AT, 10));
    OK(memory_object_lock_request(vm_object_lookup(pager.control), 0, PAGER_PAGES * PAGE_SIZE,
                                  MEMORY_OBJECT_RETURN_ALL, TRUE, VM_PROT_NO_CHANGE, IP_NULL, 0));
    CHECK_IS(pager.words[0], 10);
    CHECK_IS(pager.requests, 1);
    expect(task, AT, 10);
    CHECK_IS(pager.requests, 2);
    vm_map_deallocate(task);
    pager_end(&pager);
}

static void many_at_once(void)
{
    vm_map_t task = task_make();

    pager_make(&pager, 0);
    map_pager(task, AT, FALSE);
    expect(task, AT + 5 * PAGE_SIZE, pager.words[5]);
    OK(pager_supply(&pager, 0, PAGER_PAGES)); /* four lists; page 5 is there */
    for (unsigned i = 0; i < PAGER_PAGES; i++)
        expect(task, AT + i * PAGE_SIZE, pager.words[i]);
    CHECK_IS(pager.requests, 1);
    OK(memory_object_destroy(vm_object_lookup(pager.control), 0));
    CHECK_IS(pager.terminated, 1);
    expect(task, AT + 5 * PAGE_SIZE, pager.words[5]);
    vm_map_deallocate(task);
    pager_end(&pager);
}

const struct test pager_tests[] = {
    { "pager: two tasks see one object", two_see_one },
    { "pager: delayed copies", delayed_copies },
    { "pager: copies at once", at_once },
    { "pager: pages that are errors, or not there; a pager that dies", errors },
    { "pager: objects are kept", kept },
    { "pager: locks, and pages that come back", locked },
    { "pager: many pages at once, and the end of it", many_at_once },
    { 0, 0 },
};
