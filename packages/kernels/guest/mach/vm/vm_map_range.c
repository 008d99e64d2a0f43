/* Ranges of maps are removed, protected, described (Mach 3.0's vm/vm_map.c). */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <vm/vm_fault.h>
#include <vm/vm_kern.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

/* The first entry of a range, clipped to its start. FALSE: nothing is at the start itself, and it is the
 * first one behind. */
static boolean_t vm_map_first_in(vm_map_t map, vm_offset_t start, vm_map_entry_t *entry)
{
    if (vm_map_lookup_entry(map, start, entry)) {
        vm_map_clip_start(map, *entry, start);
        return TRUE;
    }
    *entry = (*entry)->vme_next;
    return FALSE;
}

/* ---- removing ---- */

void vm_map_entry_delete(vm_map_t map, vm_map_entry_t entry)
{
    vm_object_t object = entry->object.vm_object;
    vm_offset_t start = entry->vme_start, end = entry->vme_end;

    if (entry->is_sub_map) {
        vm_map_deallocate(entry->object.sub_map);
        object = VM_OBJECT_NULL;
    } else {
        if (entry->wired_count != 0 && object != kernel_object) {
            vm_fault_unwire(map, entry);
            entry->wired_count = 0;
            entry->user_wired_count = 0;
        }
        pmap_remove(map->pmap, start, end);
        if (object == kernel_object)
            vm_object_page_remove(object, entry->offset, entry->offset + (end - start));
    }
    vm_map_entry_unlink(map, entry);
    map->size -= end - start;
    vm_object_deallocate(object);
    vm_map_entry_dispose(map, entry);
}

kern_return_t vm_map_delete(vm_map_t map, vm_offset_t start, vm_offset_t end)
{
    vm_map_entry_t entry, next;

    (void)vm_map_first_in(map, start, &entry);
    SAVE_HINT(map, entry->vme_prev);
    for (; entry != vm_map_to_entry(map) && entry->vme_start < end; entry = next) {
        vm_map_clip_end(map, entry, end);
        if (entry->in_transition) { /* somebody wires it: then everything is looked at again */
            start = entry->vme_start;
            entry->needs_wakeup = TRUE;
            vm_map_entry_wait(map, FALSE);
            vm_map_lock(map);
            (void)vm_map_first_in(map, start, &next);
            SAVE_HINT(map, next->vme_prev);
            continue;
        }
        next = entry->vme_next;
        vm_map_entry_delete(map, entry);
    }
    if (map->wait_for_space)
        thread_wakeup(map);
    return KERN_SUCCESS;
}

kern_return_t vm_map_remove(vm_map_t map, vm_offset_t start, vm_offset_t end)
{
    kern_return_t kr;

    vm_map_lock(map);
    VM_MAP_RANGE_CHECK(map, start, end);
    kr = vm_map_delete(map, start, end);
    if (start == vm_map_min(map) && map != kernel_map) /* exec: what comes now is another program's */
        pmap_number(map->pmap);
    vm_map_unlock(map);
    return kr;
}

/* ---- protection ---- */

/* KERN_SUCCESS: all of the range that is mapped may be so. */
static kern_return_t vm_map_may_protect(vm_map_t map, vm_map_entry_t entry, vm_offset_t end,
                                        vm_prot_t protection)
{
    for (; entry != vm_map_to_entry(map) && entry->vme_start < end; entry = entry->vme_next) {
        if (entry->is_sub_map)
            return KERN_INVALID_ARGUMENT;
        if ((protection & entry->max_protection) != protection)
            return KERN_PROTECTION_FAILURE;
    }
    return KERN_SUCCESS;
}

kern_return_t vm_map_protect(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t protection,
                             boolean_t set_max)
{
    vm_map_entry_t entry;
    kern_return_t kr;

    vm_map_lock(map);
    VM_MAP_RANGE_CHECK(map, start, end);
    (void)vm_map_first_in(map, start, &entry);
    kr = vm_map_may_protect(map, entry, end, protection);
    for (; kr == KERN_SUCCESS && entry != vm_map_to_entry(map) && entry->vme_start < end;
         entry = entry->vme_next) {
        vm_prot_t old = entry->protection;

        vm_map_clip_end(map, entry, end);
        if (set_max) {
            entry->max_protection = protection;
            entry->protection = old & protection;
        } else {
            entry->protection = protection;
        }
        if (entry->protection != old) /* more of it is found out by faults */
            pmap_protect(map->pmap, entry->vme_start, entry->vme_end, entry->protection & ~VM_PROT_WRITE);
    }
    vm_map_unlock(map);
    return kr;
}

boolean_t vm_map_check_protection(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_prot_t protection)
{
    vm_map_entry_t entry;

    if (!vm_map_lookup_entry(map, start, &entry))
        return FALSE;
    for (; start < end; start = entry->vme_end, entry = entry->vme_next)
        if (entry == vm_map_to_entry(map) || entry->vme_start > start ||
            (entry->protection & protection) != protection)
            return FALSE;
    return TRUE;
}

/* ---- inheritance, attributes ---- */

kern_return_t vm_map_inherit(vm_map_t map, vm_offset_t start, vm_offset_t end, vm_inherit_t inheritance)
{
    vm_map_entry_t entry;

    vm_map_lock(map);
    VM_MAP_RANGE_CHECK(map, start, end);
    (void)vm_map_first_in(map, start, &entry);
    for (; entry != vm_map_to_entry(map) && entry->vme_start < end; entry = entry->vme_next) {
        vm_map_clip_end(map, entry, end);
        entry->inheritance = inheritance;
    }
    vm_map_unlock(map);
    return KERN_SUCCESS;
}

kern_return_t vm_map_machine_attribute(vm_map_t map, vm_offset_t address, vm_size_t size,
                                       vm_machine_attribute_t attribute,
                                       vm_machine_attribute_val_t *value)
{
    kern_return_t kr;

    if (address < vm_map_min(map) || address + size > vm_map_max(map) || address + size < address)
        return KERN_INVALID_ADDRESS;
    vm_map_lock(map);
    kr = map->pmap == PMAP_NULL ? KERN_INVALID_ARGUMENT
                                : pmap_attribute(map->pmap, address, size, attribute, value);
    vm_map_unlock(map);
    return kr;
}

/* The entry at `start` and the one before become one, if they are pieces of the same. */
void vm_map_simplify(vm_map_t map, vm_offset_t start)
{
    vm_map_entry_t entry, before;

    vm_map_lock(map);
    if (vm_map_lookup_entry(map, start, &entry) && entry->vme_start == start &&
        (before = entry->vme_prev) != vm_map_to_entry(map) && before->vme_end == start &&
        before->is_sub_map == entry->is_sub_map && !entry->is_sub_map && !before->is_shared &&
        !entry->is_shared && !before->in_transition && !entry->in_transition &&
        before->object.vm_object == entry->object.vm_object &&
        before->offset + (before->vme_end - before->vme_start) == entry->offset &&
        before->inheritance == entry->inheritance && before->protection == entry->protection &&
        before->max_protection == entry->max_protection && before->wired_count == entry->wired_count &&
        before->user_wired_count == entry->user_wired_count && before->needs_copy == entry->needs_copy) {
        if (map->first_free == entry)
            map->first_free = before;
        before->vme_end = entry->vme_end;
        _vm_map_entry_unlink(&map->hdr, entry);
        SAVE_HINT(map, before);
        vm_object_deallocate(entry->object.vm_object);
        vm_map_entry_dispose(map, entry);
    }
    vm_map_unlock(map);
}
