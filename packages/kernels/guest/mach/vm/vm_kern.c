/*
 * The kernel's own mapped memory (Mach 3.0's vm/vm_kern.c). Its pages are entered at once and wired, so
 * that it never faults.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mips/copy.h>
#include <vm/vm_kern.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

vm_map_t kernel_map;

void kmem_init(vm_offset_t start, vm_offset_t end)
{
    kernel_map = vm_map_create(kernel_pmap, VM_MIN_KERNEL_ADDRESS, end, FALSE);
    if (start > VM_MIN_KERNEL_ADDRESS) { /* something is there already */
        vm_offset_t address = VM_MIN_KERNEL_ADDRESS;

        if (vm_map_enter(kernel_map, &address, start - address, 0, FALSE, VM_OBJECT_NULL, 0, FALSE,
                         VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_DEFAULT) != KERN_SUCCESS)
            panic("kmem_init");
    }
}

/* Pages for a range of addresses that is a range of an object. */
static void kmem_alloc_pages(vm_object_t object, vm_offset_t offset, vm_offset_t start, vm_offset_t end,
                             vm_prot_t protection)
{
    for (; start < end; start += PAGE_SIZE, offset += PAGE_SIZE) {
        vm_page_t page;

        while ((page = vm_page_alloc(object, offset)) == VM_PAGE_NULL)
            vm_page_wait((void (*)(void))0);
        vm_page_wire(page);
        pmap_enter(kernel_pmap, start, page->phys_addr, protection, TRUE);
        PAGE_WAKEUP_DONE(page);
    }
}

static kern_return_t kmem_alloc_mask(vm_map_t map, vm_offset_t *result, vm_size_t size, vm_offset_t mask)
{
    vm_object_t object;
    vm_map_entry_t entry;
    vm_offset_t address;
    kern_return_t kr;

    size = round_page(size);
    object = vm_object_allocate(size);
    vm_map_lock(map);
    kr = vm_map_find_entry(map, &address, size, mask, object, &entry);
    if (kr != KERN_SUCCESS) {
        vm_map_unlock(map);
        vm_object_deallocate(object);
        return kr;
    }
    entry->wired_count = 1;
    vm_object_reference(object); /* for us, while the map is not locked */
    vm_map_unlock(map);
    kmem_alloc_pages(object, 0, address, address + size, VM_PROT_DEFAULT);
    vm_object_deallocate(object);
    *result = address;
    return KERN_SUCCESS;
}

kern_return_t kmem_alloc(vm_map_t map, vm_offset_t *address, vm_size_t size)
{
    return kmem_alloc_mask(map, address, size, 0);
}

/* At a multiple of the size, which is a power of two. */
kern_return_t kmem_alloc_aligned(vm_map_t map, vm_offset_t *address, vm_size_t size)
{
    if (size & (size - 1))
        panic("kmem_alloc_aligned");
    return kmem_alloc_mask(map, address, size, size - 1);
}

/* From the kernel's object, in which each address is its own offset. */
kern_return_t kmem_alloc_wired(vm_map_t map, vm_offset_t *result, vm_size_t size)
{
    vm_map_entry_t entry;
    vm_offset_t address, offset;
    kern_return_t kr;

    size = round_page(size);
    vm_map_lock(map);
    kr = vm_map_find_entry(map, &address, size, 0, kernel_object, &entry);
    if (kr != KERN_SUCCESS) {
        vm_map_unlock(map);
        return kr;
    }
    offset = address - VM_MIN_KERNEL_ADDRESS;
    if (entry->wired_count == 0) { /* it is a new one */
        vm_object_reference(kernel_object);
        entry->offset = offset;
        entry->wired_count = 1;
    }
    vm_map_unlock(map);
    kmem_alloc_pages(kernel_object, offset, address, address + size, VM_PROT_DEFAULT);
    *result = address;
    return KERN_SUCCESS;
}

kern_return_t kmem_alloc_pageable(vm_map_t map, vm_offset_t *result, vm_size_t size)
{
    vm_offset_t address = vm_map_min(map);
    kern_return_t kr = vm_map_enter(map, &address, round_page(size), 0, TRUE, VM_OBJECT_NULL, 0, FALSE,
                                    VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_DEFAULT);

    if (kr == KERN_SUCCESS)
        *result = address;
    return kr;
}

void kmem_free(vm_map_t map, vm_offset_t address, vm_size_t size)
{
    if (vm_map_remove(map, trunc_page(address), round_page(address + size)) != KERN_SUCCESS)
        panic("kmem_free");
}

/* The pages of the old piece are in both until it is freed. */
static void kmem_remap_pages(vm_object_t object, vm_offset_t offset, vm_offset_t start, vm_offset_t end)
{
    for (; start < end; start += PAGE_SIZE, offset += PAGE_SIZE) {
        vm_page_t page = vm_page_lookup(object, offset);

        if (page == VM_PAGE_NULL)
            panic("kmem_remap_pages");
        vm_page_wire(page);
        pmap_enter(kernel_pmap, start, page->phys_addr, VM_PROT_DEFAULT, TRUE);
    }
}

kern_return_t kmem_realloc(vm_map_t map, vm_offset_t old_address, vm_size_t old_size,
                           vm_offset_t *new_address, vm_size_t new_size)
{
    vm_offset_t old_min = trunc_page(old_address), address;
    vm_map_entry_t old_entry, entry;
    vm_object_t object;
    kern_return_t kr;

    old_size = round_page(old_address + old_size) - old_min;
    new_size = round_page(new_size);
    vm_map_lock(map);
    if (!vm_map_lookup_entry(map, old_min, &old_entry))
        panic("kmem_realloc");
    object = old_entry->object.vm_object;
    vm_object_reference(object); /* the new entry's */
    if (object->size < new_size)
        object->size = new_size;
    kr = vm_map_find_entry(map, &address, new_size, 0, object, &entry);
    if (kr != KERN_SUCCESS) {
        vm_map_unlock(map);
        vm_object_deallocate(object);
        return kr;
    }
    entry->wired_count = 1;
    vm_object_reference(object);
    vm_map_unlock(map);
    kmem_remap_pages(object, 0, address, address + old_size);
    kmem_alloc_pages(object, old_size, address + old_size, address + new_size, VM_PROT_DEFAULT);
    vm_object_deallocate(object);
    *new_address = address;
    return KERN_SUCCESS;
}

vm_map_t kmem_suballoc(vm_map_t parent, vm_offset_t *min, vm_offset_t *max, vm_size_t size,
                       boolean_t pageable)
{
    vm_offset_t address = vm_map_min(parent);
    vm_map_t map;

    size = round_page(size);
    if (vm_map_enter(parent, &address, size, 0, TRUE, VM_OBJECT_NULL, 0, FALSE, VM_PROT_DEFAULT,
                     VM_PROT_ALL, VM_INHERIT_DEFAULT) != KERN_SUCCESS)
        panic("kmem_suballoc: no room for %u bytes", (unsigned)size);
    pmap_reference(vm_map_pmap(parent));
    map = vm_map_create(vm_map_pmap(parent), address, address + size, pageable);
    if (vm_map_submap(parent, address, address + size, map) != KERN_SUCCESS)
        panic("kmem_suballoc");
    *min = address;
    *max = address + size;
    return map;
}

/* ---- pages of others, for a transfer ---- */

/* Pages of the copy from its start on, as many as it has at hand. */
kern_return_t kmem_io_map_copyout(vm_map_t map, vm_offset_t *address, vm_offset_t *allocated,
                                  vm_size_t *allocated_size, vm_map_copy_t copy, vm_size_t min_size)
{
    vm_size_t size = (vm_size_t)copy->cpy_npages * PAGE_SIZE;
    vm_offset_t start = vm_map_min(map);
    kern_return_t kr;

    if (min_size > size - (copy->offset & PAGE_MASK))
        return KERN_INVALID_ARGUMENT;
    kr = vm_map_enter(map, &start, size, 0, TRUE, VM_OBJECT_NULL, 0, FALSE, VM_PROT_DEFAULT, VM_PROT_ALL,
                      VM_INHERIT_DEFAULT);
    if (kr != KERN_SUCCESS)
        return kr;
    for (int i = 0; i < copy->cpy_npages; i++)
        pmap_enter(kernel_pmap, start + (vm_offset_t)i * PAGE_SIZE, copy->cpy_page_list[i]->phys_addr,
                   VM_PROT_DEFAULT, TRUE);
    *allocated = start;
    *allocated_size = size;
    *address = start + (copy->offset & PAGE_MASK);
    return KERN_SUCCESS;
}

void kmem_io_map_deallocate(vm_map_t map, vm_offset_t address, vm_size_t size)
{
    pmap_remove(kernel_pmap, address, address + size);
    (void)vm_map_remove(map, address, address + size);
}

/* ---- between maps ---- */

boolean_t copyinmap(vm_map_t map, const void *from, void *to, vm_size_t size)
{
    if (vm_map_pmap(map) == kernel_pmap) {
        bcopy(from, to, size);
        return FALSE;
    }
    return current_map() != map || copyin(from, to, size);
}

boolean_t copyoutmap(vm_map_t map, const void *from, void *to, vm_size_t size)
{
    if (vm_map_pmap(map) == kernel_pmap) {
        bcopy(from, to, size);
        return FALSE;
    }
    return current_map() != map || copyout(from, to, size);
}
