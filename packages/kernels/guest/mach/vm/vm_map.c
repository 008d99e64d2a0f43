/* Maps, and what is entered into them (Mach 3.0's vm/vm_map.c). */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <vm/vm_kern.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

static zone_t vm_map_zone;
zone_t vm_map_entry_zone, vm_map_copy_zone;

void vm_map_init(void)
{
    vm_map_zone = zinit(sizeof(struct vm_map), 4096 * sizeof(struct vm_map), 0, FALSE, "maps");
    vm_map_entry_zone = zinit(sizeof(struct vm_map_entry), 65536 * sizeof(struct vm_map_entry), 0, FALSE,
                              "map entries");
    vm_map_copy_zone = zinit(sizeof(struct vm_map_copy), 16384 * sizeof(struct vm_map_copy), 0, FALSE,
                             "map copies");
}

vm_map_t vm_map_create(pmap_t pmap, vm_offset_t min, vm_offset_t max, boolean_t pageable)
{
    vm_map_t map = (vm_map_t)zalloc(vm_map_zone);

    if (map == VM_MAP_NULL)
        panic("vm_map_create");
    vm_map_first_entry(map) = vm_map_to_entry(map);
    vm_map_last_entry(map) = vm_map_to_entry(map);
    map->hdr.nentries = 0;
    map->hdr.entries_pageable = pageable;
    map->size = 0;
    map->ref_count = 1;
    map->pmap = pmap;
    vm_map_min(map) = min;
    vm_map_max(map) = max;
    map->wiring_required = FALSE;
    map->wait_for_space = FALSE;
    map->first_free = vm_map_to_entry(map);
    map->hint = vm_map_to_entry(map);
    vm_map_lock_init(map);
    return map;
}

void vm_map_reference(vm_map_t map)
{
    if (map != VM_MAP_NULL)
        map->ref_count++;
}

void vm_map_deallocate(vm_map_t map)
{
    if (map == VM_MAP_NULL || --map->ref_count > 0)
        return;
    (void)vm_map_delete(map, vm_map_min(map), vm_map_max(map));
    pmap_destroy(map->pmap);
    zfree(vm_map_zone, (vm_offset_t)map);
}

/* ---- new ranges ---- */

/* Room at the caller's address. */
static kern_return_t vm_map_check_space(vm_map_t map, vm_offset_t start, vm_offset_t end,
                                        vm_offset_t mask, vm_map_entry_t *before)
{
    vm_map_entry_t entry;

    if (start & mask)
        return KERN_NO_SPACE;
    if (start < vm_map_min(map) || end > vm_map_max(map) || start >= end)
        return KERN_INVALID_ADDRESS;
    if (vm_map_lookup_entry(map, start, &entry))
        return KERN_NO_SPACE;
    if (entry->vme_next != vm_map_to_entry(map) && entry->vme_next->vme_start < end)
        return KERN_NO_SPACE;
    *before = entry;
    return KERN_SUCCESS;
}

/* Room anywhere; for it is waited if the map is one of those for which that is so. */
static kern_return_t vm_map_wait_space(vm_map_t map, vm_size_t size, vm_offset_t mask,
                                       vm_offset_t *address, vm_map_entry_t *before)
{
    while (!vm_map_find_space(map, size, mask, address, before)) {
        if (!map->wait_for_space || size > vm_map_max(map) - vm_map_min(map))
            return KERN_NO_SPACE;
        assert_wait((event_t)map, TRUE);
        vm_map_unlock(map);
        thread_block(CONTINUATION_NULL);
        vm_map_lock(map);
        if (current_thread()->wait_result != THREAD_AWAKENED)
            return KERN_ABORTED;
    }
    return KERN_SUCCESS;
}

/* Zeros on demand that could as well be more of what is before them. */
static boolean_t vm_map_extends(vm_map_t map, vm_map_entry_t before, vm_offset_t start, vm_size_t size,
                                vm_prot_t protection, vm_prot_t max_protection, vm_inherit_t inheritance)
{
    return before != vm_map_to_entry(map) && before->vme_end == start && !before->is_shared &&
           !before->is_sub_map && !before->in_transition && before->inheritance == inheritance &&
           before->protection == protection && before->max_protection == max_protection &&
           before->wired_count == 0 &&
           vm_object_coalesce(before->object.vm_object, VM_OBJECT_NULL, before->offset, 0,
                              before->vme_end - before->vme_start, size);
}

kern_return_t vm_map_enter(vm_map_t map, vm_offset_t *address, vm_size_t size, vm_offset_t mask,
                           boolean_t anywhere, vm_object_t object, vm_offset_t offset,
                           boolean_t needs_copy, vm_prot_t protection, vm_prot_t max_protection,
                           vm_inherit_t inheritance)
{
    vm_map_entry_t before, entry;
    vm_offset_t start = *address;
    kern_return_t kr;

    vm_map_lock(map);
    if (anywhere)
        kr = vm_map_wait_space(map, size, mask, &start, &before);
    else
        kr = vm_map_check_space(map, start, start + size, mask, &before);
    if (kr != KERN_SUCCESS) {
        vm_map_unlock(map);
        return kr;
    }
    *address = start;
    map->size += size;
    if (object == VM_OBJECT_NULL &&
        vm_map_extends(map, before, start, size, protection, max_protection, inheritance)) {
        before->vme_end = start + size;
        vm_map_unlock(map);
        goto entered;
    }
    entry = vm_map_entry_create(map);
    entry->vme_start = start;
    entry->vme_end = start + size;
    entry->object.vm_object = object;
    entry->offset = offset;
    entry->is_shared = FALSE;
    entry->is_sub_map = FALSE;
    entry->in_transition = FALSE;
    entry->needs_wakeup = FALSE;
    entry->needs_copy = needs_copy;
    entry->protection = protection;
    entry->max_protection = max_protection;
    entry->inheritance = inheritance;
    entry->wired_count = 0;
    entry->user_wired_count = 0;
    entry->projected_on = VM_MAP_ENTRY_NULL;
    vm_map_entry_link(map, before, entry);
    SAVE_HINT(map, entry);
    vm_map_unlock(map);
entered:
    if (map->wiring_required)
        return vm_map_pageable(map, start, start + size, protection);
    return KERN_SUCCESS;
}

/* A range that has been entered without an object is that of a map of its own. */
kern_return_t vm_map_submap(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_map_t submap)
{
    kern_return_t kr = KERN_INVALID_ARGUMENT;
    vm_map_entry_t entry;

    vm_map_lock(map);
    VM_MAP_RANGE_CHECK(map, start, end);
    if (vm_map_lookup_entry(map, start, &entry)) {
        vm_map_clip_start(map, entry, start);
        vm_map_clip_end(map, entry, end);
        if (entry->vme_start == start && entry->vme_end == end && !entry->is_sub_map &&
            entry->object.vm_object == VM_OBJECT_NULL && !entry->needs_copy) {
            entry->is_sub_map = TRUE;
            vm_map_reference(entry->object.sub_map = submap);
            kr = KERN_SUCCESS;
        }
    }
    vm_map_unlock(map);
    return kr;
}
