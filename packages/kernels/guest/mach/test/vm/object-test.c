/* Maps and objects, one thing at a time. */
#include <mach/vm_param.h>
#include <vm/vm_kern.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

#include "harness.h"

#define AT 0x30000000

static void expect(vm_map_t task, vm_offset_t at, uint32_t value)
{
    uint32_t is;

    OK(peek(task, at, &is));
    CHECK_IS(is, value);
}

static void zeros(void)
{
    vm_map_t task = task_make();
    vm_offset_t at = 0, next = 0;
    uint32_t value;

    OK(vm_allocate(task, &at, 3 * PAGE_SIZE, TRUE));
    CHECK_IS(at, VM_ANYWHERE_ADDRESS);
    OK(vm_allocate(task, &next, 1, TRUE));
    CHECK_IS(next, at + 3 * PAGE_SIZE);
    CHECK_IS(task->hdr.nentries, 1); /* more of the same */
    expect(task, at + 4, 0);
    OK(poke(task, at + 4, 7));
    expect(task, at + 4, 7);
    CHECK_IS(peek(task, at + 4 * PAGE_SIZE, &value), KERN_INVALID_ADDRESS);
    OK(vm_deallocate(task, at + PAGE_SIZE, PAGE_SIZE));
    CHECK_IS(task->hdr.nentries, 2);
    check_map(task);
    CHECK_IS(peek(task, at + PAGE_SIZE, &value), KERN_INVALID_ADDRESS);
    expect(task, at + 4, 7);
    vm_map_deallocate(task);
}

static void protections(void)
{
    vm_map_t task = task_make();
    vm_offset_t at = AT;
    uint32_t value;

    OK(vm_allocate(task, &at, 4 * PAGE_SIZE, FALSE));
    OK(poke(task, AT, 1));
    OK(vm_protect(task, AT, PAGE_SIZE, FALSE, VM_PROT_READ));
    CHECK_IS(poke(task, AT, 2), KERN_PROTECTION_FAILURE);
    expect(task, AT, 1);
    OK(vm_protect(task, AT, PAGE_SIZE, FALSE, VM_PROT_NONE));
    CHECK_IS(peek(task, AT, &value), KERN_PROTECTION_FAILURE);
    OK(vm_protect(task, AT, 2 * PAGE_SIZE, TRUE, VM_PROT_READ));
    CHECK_IS(vm_protect(task, AT, PAGE_SIZE, FALSE, VM_PROT_WRITE), KERN_PROTECTION_FAILURE);
    OK(vm_protect(task, AT, PAGE_SIZE, FALSE, VM_PROT_READ));
    expect(task, AT, 1);
    CHECK_IS(poke(task, AT + PAGE_SIZE, 1), KERN_PROTECTION_FAILURE);
    OK(poke(task, AT + 2 * PAGE_SIZE, 1));
    check_map(task);
    vm_map_deallocate(task);
}

/* A program and its copies, one of the other: chains of shadows must not grow. */
static void chains(void)
{
    vm_map_t task = task_make();
    vm_offset_t at = AT;

    OK(vm_allocate(task, &at, 8 * PAGE_SIZE, FALSE));
    for (unsigned i = 0; i < 8; i++)
        OK(poke(task, AT + i * PAGE_SIZE, i));
    for (unsigned turn = 0; turn < 40; turn++) {
        vm_map_t child = vm_map_fork(task);
        unsigned length = 0;

        OK(poke(child, AT + turn % 8 * PAGE_SIZE, 100 + turn));
        OK(poke(task, AT + (turn + 1) % 8 * PAGE_SIZE, 200 + turn));
        vm_map_deallocate(task);
        task = child;
        for (vm_object_t o = vm_map_first_entry(task)->object.vm_object; o != VM_OBJECT_NULL; o = o->shadow)
            length++;
        CHECK(length <= 3);
    }
    expect(task, AT + 39 % 8 * PAGE_SIZE, 139);
    vm_map_deallocate(task);
}

static void wiring(void)
{
    vm_map_t task = task_make(), child;
    vm_offset_t at = AT;

    OK(vm_allocate(task, &at, 4 * PAGE_SIZE, FALSE));
    OK(poke(task, AT + PAGE_SIZE, 5));
    OK(vm_map_pageable(task, AT + PAGE_SIZE, AT + 3 * PAGE_SIZE, VM_PROT_READ | VM_PROT_WRITE));
    CHECK_IS(vm_page_wire_count, 2);
    CHECK(test_translation(task->pmap, AT + 2 * PAGE_SIZE)->wired);
    child = vm_map_fork(task); /* wired memory is copied at once */
    OK(poke(task, AT + PAGE_SIZE, 6));
    expect(child, AT + PAGE_SIZE, 5);
    CHECK_IS(vm_map_pageable(task, AT, AT + 2 * PAGE_SIZE, VM_PROT_NONE), KERN_INVALID_ARGUMENT);
    OK(vm_map_pageable(task, AT + PAGE_SIZE, AT + 3 * PAGE_SIZE, VM_PROT_NONE));
    CHECK_IS(vm_page_wire_count, 0);
    OK(vm_map_pageable_user(task, AT, AT + 4 * PAGE_SIZE, VM_PROT_READ));
    OK(vm_map_pageable_user(task, AT, AT + 4 * PAGE_SIZE, VM_PROT_READ));
    OK(vm_map_pageable_user(task, AT, AT + 4 * PAGE_SIZE, VM_PROT_NONE));
    CHECK_IS(vm_page_wire_count, 4);
    CHECK(vm_map_pageable(task, AT, AT + 5 * PAGE_SIZE, VM_PROT_READ) != KERN_SUCCESS);
    vm_map_deallocate(child);
    vm_map_deallocate(task); /* wired as it is */
    CHECK_IS(vm_page_wire_count, 0);
}

static void kernel_memory(void)
{
    vm_offset_t one, two, three, four, min, max;
    vm_map_t submap;

    OK(kmem_alloc(kernel_map, &one, 3 * PAGE_SIZE));
    OK(kmem_alloc_wired(kernel_map, &two, PAGE_SIZE));
    OK(kmem_alloc_wired(kernel_map, &three, PAGE_SIZE));
    CHECK_IS(vm_page_wire_count, 5);
    OK(poke(kernel_map, one + PAGE_SIZE, 3));
    OK(kmem_realloc(kernel_map, one, 3 * PAGE_SIZE, &four, 5 * PAGE_SIZE));
    kmem_free(kernel_map, one, 3 * PAGE_SIZE);
    CHECK_IS(vm_page_wire_count, 7);
    expect(kernel_map, four + PAGE_SIZE, 3);
    check_map(kernel_map);
    kmem_free(kernel_map, two, PAGE_SIZE);
    kmem_free(kernel_map, three, PAGE_SIZE);
    kmem_free(kernel_map, four, 5 * PAGE_SIZE);
    OK(kmem_alloc_aligned(kernel_map, &one, 16 * PAGE_SIZE));
    CHECK_IS(one & (16 * PAGE_SIZE - 1), 0);
    kmem_free(kernel_map, one, 16 * PAGE_SIZE);
    submap = kmem_suballoc(kernel_map, &min, &max, 64 * PAGE_SIZE, TRUE);
    OK(kmem_alloc_pageable(submap, &one, 4 * PAGE_SIZE));
    CHECK(one >= min && one < max);
    OK(poke(kernel_map, one, 4)); /* through the kernel's map */
    expect(submap, one, 4);
    CHECK_IS(vm_allocate(submap, &two, 61 * PAGE_SIZE, TRUE), KERN_NO_SPACE);
    kmem_free(submap, one, 4 * PAGE_SIZE);
    vm_map_deallocate(submap);
    kmem_free(kernel_map, min, max - min);
}

static void regions(void)
{
    vm_map_t task = task_make();
    vm_offset_t at = AT, offset;
    vm_prot_t prot, max;
    vm_inherit_t inheritance;
    boolean_t shared;
    vm_size_t size;
    ipc_port_t name;

    OK(vm_allocate(task, &at, 4 * PAGE_SIZE, FALSE));
    OK(vm_inherit(task, AT + PAGE_SIZE, 2 * PAGE_SIZE, VM_INHERIT_SHARE));
    CHECK_IS(task->hdr.nentries, 3);
    at = 0;
    OK(vm_region(task, &at, &size, &prot, &max, &inheritance, &shared, &name, &offset));
    CHECK_IS(at, AT);
    CHECK_IS(size, PAGE_SIZE);
    at += size;
    OK(vm_region(task, &at, &size, &prot, &max, &inheritance, &shared, &name, &offset));
    CHECK_IS(size, 2 * PAGE_SIZE);
    CHECK_IS(inheritance, VM_INHERIT_SHARE);
    OK(vm_inherit(task, AT + PAGE_SIZE, 2 * PAGE_SIZE, VM_INHERIT_COPY));
    vm_map_simplify(task, AT + PAGE_SIZE);
    vm_map_simplify(task, AT + 3 * PAGE_SIZE);
    CHECK_IS(task->hdr.nentries, 1);
    check_map(task);
    vm_map_deallocate(task);
}

/* Bytes that are on no page boundary at either end. */
static void odd_bytes(void)
{
    vm_map_t task = task_make();
    vm_offset_t at = AT, out;
    vm_map_copy_t copy;

    OK(vm_allocate(task, &at, 16 * PAGE_SIZE, FALSE));
    for (unsigned i = 0; i < 8; i++)
        OK(poke(task, AT + i * PAGE_SIZE + 400, i + 1));
    OK(vm_copy(task, AT + 300, 3 * PAGE_SIZE, AT + 8 * PAGE_SIZE + 4));
    for (unsigned i = 0; i < 3; i++)
        expect(task, AT + (8 + i) * PAGE_SIZE + 104, i + 1);
    OK(vm_map_copyin(task, AT + 300, 2 * PAGE_SIZE, FALSE, &copy));
    OK(vm_map_copyout(task, &out, copy));
    CHECK_IS(out & PAGE_MASK, 300);
    expect(task, out + 100, 1);
    OK(vm_deallocate(task, out, 2 * PAGE_SIZE));
    CHECK_IS(vm_map_copyin(task, AT + 15 * PAGE_SIZE, 2 * PAGE_SIZE, FALSE, &copy), KERN_INVALID_ADDRESS);
    OK(vm_map_copyin(task, AT, PAGE_SIZE, FALSE, &copy));
    CHECK_IS(vm_map_copy_overwrite(task, AT + 64 * PAGE_SIZE, copy, FALSE), KERN_INVALID_ADDRESS);
    vm_map_copy_discard(copy);
    check_map(task);
    vm_map_deallocate(task);
}

const struct test object_tests[] = {
    { "object: zeros on demand", zeros },
    { "object: protections", protections },
    { "object: chains of shadows", chains },
    { "object: wiring", wiring },
    { "object: the kernel's memory", kernel_memory },
    { "object: regions", regions },
    { "object: odd bytes", odd_bytes },
    { 0, 0 },
};
