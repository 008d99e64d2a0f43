/*
 * Wiring (Mach 3.0's vm_map_pageable): pages of a range are there, and stay. Counted twice: by users,
 * all of whom are one for the kernel, and in all.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <vm/vm_fault.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

/* All of the range is mapped, without a hole; wired or not as it should be; and may be accessed so. */
static boolean_t vm_map_pageable_check(vm_map_t map, vm_map_entry_t entry, vm_offset_t end,
                                       vm_prot_t access)
{
    for (;; entry = entry->vme_next) {
        if (access == VM_PROT_NONE ? entry->wired_count == 0
                                   : (entry->protection & access) != access || entry->is_sub_map)
            return FALSE;
        if (entry->vme_end >= end)
            return TRUE;
        if (entry->vme_next == vm_map_to_entry(map) || entry->vme_next->vme_start > entry->vme_end)
            return FALSE;
    }
}

static void vm_map_unwire_entry(vm_map_t map, vm_map_entry_t entry, boolean_t user_wire)
{
    if (user_wire) {
        if (entry->user_wired_count == 0 || --entry->user_wired_count != 0)
            return;
    }
    if (--entry->wired_count == 0)
        vm_fault_unwire(map, entry);
}

/* It is wired by one more. TRUE: by the first, and its pages are still to be found. */
static boolean_t vm_map_count_wire(vm_map_entry_t entry, boolean_t user_wire)
{
    vm_size_t size = entry->vme_end - entry->vme_start;

    if (user_wire && entry->user_wired_count++ != 0)
        return FALSE;
    if (entry->wired_count++ != 0)
        return FALSE;
    if (entry->needs_copy && entry->protection & VM_PROT_WRITE) {
        vm_object_shadow(&entry->object.vm_object, &entry->offset, size);
        entry->needs_copy = FALSE;
    }
    if (entry->object.vm_object == VM_OBJECT_NULL) {
        entry->object.vm_object = vm_object_allocate(size);
        entry->offset = 0;
    }
    return TRUE;
}

static void vm_map_unwire(vm_map_t map, vm_map_entry_t entry, vm_offset_t end, boolean_t user_wire)
{
    for (; entry != vm_map_to_entry(map) && entry->vme_start < end; entry = entry->vme_next) {
        vm_map_clip_end(map, entry, end);
        vm_map_unwire_entry(map, entry, user_wire);
    }
}

/* The pages of entries in transition, with the map locked for reading, so that faults may look at it. */
static kern_return_t vm_map_wire_pages(vm_map_t map, vm_map_entry_t first, vm_offset_t end,
                                       vm_offset_t *failed)
{
    kern_return_t kr = KERN_SUCCESS;
    vm_map_entry_t entry;

    lock_set_recursive(&map->lock);
    vm_map_lock_write_to_read(map);
    for (entry = first; entry != vm_map_to_entry(map) && entry->vme_start < end;
         entry = entry->vme_next) {
        *failed = entry->vme_start;
        if (entry->in_transition && (kr = vm_fault_wire(map, entry)) != KERN_SUCCESS)
            break;
    }
    lock_clear_recursive(&map->lock);
    return kr;
}

static kern_return_t vm_map_wire(vm_map_t map, vm_map_entry_t first, vm_offset_t start, vm_offset_t end,
                                 boolean_t user_wire)
{
    vm_offset_t failed = start;
    vm_map_entry_t entry;
    kern_return_t kr;

    for (entry = first; entry != vm_map_to_entry(map) && entry->vme_start < end;
         entry = entry->vme_next) {
        vm_map_clip_end(map, entry, end);
        entry->in_transition = vm_map_count_wire(entry, user_wire);
    }
    kr = vm_map_wire_pages(map, first, end, &failed);
    vm_map_unlock_read(map);
    vm_map_lock(map);
    /* Nobody has removed or clipped entries in transition. */
    if (!vm_map_lookup_entry(map, start, &entry))
        panic("vm_map_wire");
    for (; entry != vm_map_to_entry(map) && entry->vme_start < end; entry = entry->vme_next) {
        boolean_t was = entry->in_transition;

        entry->in_transition = FALSE;
        if (kr == KERN_SUCCESS)
            continue;
        if (was && entry->vme_start >= failed) { /* none of its pages is wired */
            entry->wired_count--;
            if (user_wire)
                entry->user_wired_count--;
        } else {
            vm_map_unwire_entry(map, entry, user_wire);
        }
    }
    vm_map_entry_wakeup(map);
    return kr;
}

kern_return_t vm_map_pageable_common(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t access,
                                     boolean_t user_wire)
{
    kern_return_t kr = KERN_SUCCESS;
    vm_map_entry_t entry;

    vm_map_lock(map);
    VM_MAP_RANGE_CHECK(map, start, end);
    for (;;) {
        if (start >= end || !vm_map_lookup_entry(map, start, &entry)) {
            vm_map_unlock(map);
            return start >= end ? KERN_SUCCESS : KERN_INVALID_ADDRESS;
        }
        if (!entry->in_transition)
            break;
        entry->needs_wakeup = TRUE;
        vm_map_entry_wait(map, FALSE);
        vm_map_lock(map);
    }
    vm_map_clip_start(map, entry, start);
    if (!vm_map_pageable_check(map, entry, end, access))
        kr = access == VM_PROT_NONE ? KERN_INVALID_ARGUMENT : KERN_FAILURE;
    else if (access == VM_PROT_NONE)
        vm_map_unwire(map, entry, end, user_wire);
    else
        kr = vm_map_wire(map, entry, start, end, user_wire);
    vm_map_unlock(map);
    return kr;
}
