/* Memory into a map, where there is room (Mach 3.0's vm_map_copyout), and the end of copies. */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

void vm_map_copy_discard(vm_map_copy_t copy)
{
    vm_map_entry_t entry;

    while (copy != VM_MAP_COPY_NULL) {
        switch (copy->type) {
        case VM_MAP_COPY_ENTRY_LIST:
            while ((entry = vm_map_copy_first_entry(copy)) != vm_map_copy_to_entry(copy)) {
                _vm_map_entry_unlink(&copy->cpy_hdr, entry);
                vm_object_deallocate(entry->object.vm_object);
                _vm_map_entry_dispose(&copy->cpy_hdr, entry);
            }
            break;
        case VM_MAP_COPY_OBJECT:
            vm_object_deallocate(copy->cpy_object);
            break;
        case VM_MAP_COPY_PAGE_LIST:
            vm_map_copy_page_discard(copy);
            if (vm_map_copy_has_cont(copy)) {
                vm_map_copy_t more = VM_MAP_COPY_NULL;

                if (copy->cpy_cont == vm_map_copy_discard_cont) {
                    more = (vm_map_copy_t)copy->cpy_cont_args; /* no recursion */
                    zfree(vm_map_copy_zone, (vm_offset_t)copy);
                    copy = more;
                    continue;
                }
                vm_map_copy_abort_cont(copy);
            }
            break;
        }
        zfree(vm_map_copy_zone, (vm_offset_t)copy);
        return;
    }
}

/* The memory goes on in a copy of its own; the one that it was in has none, and can be discarded. */
vm_map_copy_t vm_map_copy_copy(vm_map_copy_t copy)
{
    vm_map_copy_t new;

    if (copy == VM_MAP_COPY_NULL)
        return VM_MAP_COPY_NULL;
    new = (vm_map_copy_t)zalloc(vm_map_copy_zone);
    *new = *copy;
    if (copy->type == VM_MAP_COPY_ENTRY_LIST) {
        if (copy->cpy_hdr.nentries == 0) {
            vm_map_copy_first_entry(new) = vm_map_copy_last_entry(new) = vm_map_copy_to_entry(new);
        } else {
            vm_map_copy_first_entry(copy)->vme_prev = vm_map_copy_to_entry(new);
            vm_map_copy_last_entry(copy)->vme_next = vm_map_copy_to_entry(new);
        }
    }
    copy->type = VM_MAP_COPY_OBJECT;
    copy->cpy_object = VM_OBJECT_NULL;
    return new;
}

kern_return_t vm_map_copy_discard_cont(void *arguments, vm_map_copy_t *result)
{
    vm_map_copy_discard((vm_map_copy_t)arguments);
    if (result != 0)
        *result = VM_MAP_COPY_NULL;
    return KERN_SUCCESS;
}

static kern_return_t vm_map_copyout_object(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy)
{
    vm_offset_t offset = trunc_page(copy->offset);
    vm_size_t size = round_page(copy->offset + copy->size) - offset;
    kern_return_t kr;

    *address = 0;
    kr = vm_map_enter(map, address, size, 0, TRUE, copy->cpy_object, offset, FALSE, VM_PROT_DEFAULT,
                      VM_PROT_ALL, VM_INHERIT_DEFAULT);
    if (kr != KERN_SUCCESS)
        return kr;
    *address += copy->offset - offset;
    zfree(vm_map_copy_zone, (vm_offset_t)copy);
    return KERN_SUCCESS;
}

/* All entries of the copy, behind one of the map's: the list as it is becomes part of the map's. */
static void vm_map_copy_insert(vm_map_t map, vm_map_entry_t before, vm_map_copy_t copy)
{
    vm_map_entry_t entry, next;

    for (entry = vm_map_copy_first_entry(copy); entry != vm_map_copy_to_entry(copy); entry = next) {
        next = entry->vme_next;
        vm_map_entry_link(map, before, entry);
        before = entry;
    }
    SAVE_HINT(map, before);
}

kern_return_t vm_map_copyout(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy)
{
    vm_offset_t source, start, shift;
    vm_map_entry_t before, entry;
    vm_size_t size;

    if (copy == VM_MAP_COPY_NULL) {
        *address = 0;
        return KERN_SUCCESS;
    }
    if (copy->type == VM_MAP_COPY_OBJECT)
        return vm_map_copyout_object(map, address, copy);
    if (copy->type == VM_MAP_COPY_PAGE_LIST)
        return vm_map_copyout_page_list(map, address, copy);
    source = trunc_page(copy->offset);
    size = round_page(copy->offset + copy->size) - source;
    vm_map_lock(map);
    while (!vm_map_find_space(map, size, 0, &start, &before)) {
        if (!map->wait_for_space || size > vm_map_max(map) - vm_map_min(map)) {
            vm_map_unlock(map);
            return KERN_NO_SPACE;
        }
        assert_wait((event_t)map, FALSE);
        vm_map_unlock(map);
        thread_block(CONTINUATION_NULL);
        vm_map_lock(map);
    }
    shift = start - source;
    for (entry = vm_map_copy_first_entry(copy); entry != vm_map_copy_to_entry(copy);
         entry = entry->vme_next) {
        entry->vme_start += shift;
        entry->vme_end += shift;
    }
    *address = start + (copy->offset - source);
    vm_map_copy_insert(map, before, copy);
    map->size += size;
    vm_map_unlock(map);
    zfree(vm_map_copy_zone, (vm_offset_t)copy);
    if (map->wiring_required)
        return vm_map_pageable(map, start, start + size, VM_PROT_READ | VM_PROT_WRITE);
    return KERN_SUCCESS;
}
