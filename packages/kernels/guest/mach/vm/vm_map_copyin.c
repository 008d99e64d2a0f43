/*
 * Memory out of a map, as a list of entries (Mach 3.0's vm_map_copyin): nothing is copied that can be
 * copied on write, or moved.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

static vm_map_copy_t vm_map_copy_make(vm_map_t map, vm_offset_t address, vm_size_t size)
{
    vm_map_copy_t copy = (vm_map_copy_t)zalloc(vm_map_copy_zone);

    vm_map_copy_first_entry(copy) = vm_map_copy_last_entry(copy) = vm_map_copy_to_entry(copy);
    copy->type = VM_MAP_COPY_ENTRY_LIST;
    copy->cpy_hdr.nentries = 0;
    copy->cpy_hdr.entries_pageable = TRUE;
    copy->offset = address;
    copy->size = size;
    (void)map;
    return copy;
}

/* The part of `from` in the range, as an entry of a copy, still without an object. */
static vm_map_entry_t vm_map_copy_entry(vm_map_copy_t copy, const struct vm_map_entry *from)
{
    vm_map_entry_t entry = _vm_map_entry_create(&copy->cpy_hdr);

    vm_map_entry_copy(entry, from);
    entry->protection = VM_PROT_DEFAULT;
    entry->max_protection = VM_PROT_ALL;
    entry->inheritance = VM_INHERIT_DEFAULT;
    return entry;
}

/* Without waiting: moved, if the source is to be destroyed and nobody else can see it; else by shadows. */
static boolean_t vm_map_copy_quickly(vm_map_t map, vm_map_entry_t from, vm_map_entry_t to,
                                     boolean_t src_destroy)
{
    vm_object_t object = from->object.vm_object;
    boolean_t src_needs_copy, dst_needs_copy;

    if (src_destroy && (object == VM_OBJECT_NULL || (object->temporary && !object->use_shared_copy))) {
        vm_object_reference(object); /* the entry's own goes with the entry */
        return TRUE;
    }
    if (from->wired_count != 0 || !vm_object_copy_temporary(&to->object.vm_object, &to->offset,
                                                            &src_needs_copy, &dst_needs_copy))
        return FALSE;
    to->needs_copy = dst_needs_copy;
    if (src_needs_copy && !from->needs_copy) {
        vm_object_pmap_protect(object, from->offset, from->vme_end - from->vme_start,
                               from->is_shared ? PMAP_NULL : map->pmap, from->vme_start,
                               from->protection & ~VM_PROT_WRITE);
        from->needs_copy = TRUE;
    }
    return TRUE;
}

/* With waiting: the map is unlocked meanwhile, and is locked again when this returns. */
static kern_return_t vm_map_copy_waiting(vm_map_t map, vm_map_entry_t from, vm_map_entry_t to)
{
    vm_object_t object = from->object.vm_object;
    vm_size_t size = from->vme_end - from->vme_start;
    boolean_t wired = from->wired_count != 0;
    vm_offset_t offset = from->offset;
    kern_return_t kr;

    vm_object_reference(object);
    vm_map_unlock(map);
    if (wired) {
        kr = vm_object_copy_slowly(object, offset, size, FALSE, &to->object.vm_object);
        to->offset = 0;
        to->needs_copy = FALSE;
    } else {
        boolean_t needs_copy;

        kr = vm_object_copy_strategically(object, offset, size, &to->object.vm_object, &to->offset,
                                          &needs_copy);
        to->needs_copy = needs_copy;
    }
    vm_object_deallocate(object);
    vm_map_lock(map);
    return kr;
}

/* The entry of an address, clipped to the range, that may be read. */
static kern_return_t vm_map_copyin_source(vm_map_t map, vm_offset_t start, vm_offset_t end,
                                          vm_map_entry_t *entry)
{
    if (!vm_map_lookup_entry(map, start, entry) || (*entry)->is_sub_map)
        return KERN_INVALID_ADDRESS;
    if (!((*entry)->protection & VM_PROT_READ))
        return KERN_PROTECTION_FAILURE;
    vm_map_clip_start(map, *entry, start);
    vm_map_clip_end(map, *entry, end);
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyin(vm_map_t map, vm_offset_t address, vm_size_t size, boolean_t src_destroy,
                            vm_map_copy_t *result)
{
    vm_offset_t start = trunc_page(address), end = round_page(address + size), at = start;
    kern_return_t kr = KERN_SUCCESS;
    vm_map_entry_t from, to;
    vm_map_copy_t copy;

    if (size == 0) {
        *result = VM_MAP_COPY_NULL;
        return KERN_SUCCESS;
    }
    if (end <= start)
        return KERN_INVALID_ADDRESS;
    copy = vm_map_copy_make(map, address, size);
    vm_map_lock(map);
    while (at < end && (kr = vm_map_copyin_source(map, at, end, &from)) == KERN_SUCCESS) {
        if (from->in_transition) {
            from->needs_wakeup = TRUE;
            vm_map_entry_wait(map, FALSE);
            vm_map_lock(map);
            continue;
        }
        to = vm_map_copy_entry(copy, from);
        at = from->vme_end;
        if (!vm_map_copy_quickly(map, from, to, src_destroy) &&
            (kr = vm_map_copy_waiting(map, from, to)) != KERN_SUCCESS) {
            _vm_map_entry_dispose(&copy->cpy_hdr, to);
            break;
        }
        _vm_map_entry_link(&copy->cpy_hdr, vm_map_copy_last_entry(copy), to);
    }
    if (kr == KERN_SUCCESS && src_destroy)
        (void)vm_map_delete(map, start, end);
    vm_map_unlock(map);
    if (kr != KERN_SUCCESS) {
        vm_map_copy_discard(copy);
        return kr;
    }
    *result = copy;
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyin_object(vm_object_t object, vm_offset_t offset, vm_size_t size,
                                   vm_map_copy_t *result)
{
    vm_map_copy_t copy = (vm_map_copy_t)zalloc(vm_map_copy_zone);

    copy->type = VM_MAP_COPY_OBJECT;
    copy->cpy_object = object;
    copy->offset = offset;
    copy->size = size;
    *result = copy;
    return KERN_SUCCESS;
}
