/* The map of a child (Mach 3.0's vm_map_fork): what it gets of each entry is said by inheritance. */
#include <kern/printf.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>

/* The same memory: one object in both maps, which must not be one that is still to be copied. */
static void vm_map_fork_share(vm_map_t child, vm_map_entry_t old)
{
    vm_size_t size = old->vme_end - old->vme_start;
    vm_map_entry_t new;

    if (old->is_sub_map)
        panic("vm_map_fork: encountered a submap");
    if (old->object.vm_object == VM_OBJECT_NULL) {
        old->object.vm_object = vm_object_allocate(size);
        old->offset = 0;
    } else if (old->needs_copy && !old->is_shared) {
        vm_object_shadow(&old->object.vm_object, &old->offset, size);
        old->needs_copy = FALSE; /* translations are read-only until they fault */
    }
    old->object.vm_object->use_shared_copy = TRUE;
    vm_object_reference(old->object.vm_object);
    old->is_shared = TRUE;
    new = vm_map_entry_create(child);
    vm_map_entry_copy(new, old);
    new->is_shared = TRUE;
    vm_map_entry_link(child, vm_map_last_entry(child), new);
}

/* A copy, made when one of the two writes. FALSE: it must be made now. */
static boolean_t vm_map_fork_copy(vm_map_t parent, vm_map_t child, vm_map_entry_t old)
{
    boolean_t src_needs_copy, dst_needs_copy;
    vm_map_entry_t new;

    if (old->wired_count != 0)
        return FALSE;
    new = vm_map_entry_create(child);
    vm_map_entry_copy(new, old);
    if (!vm_object_copy_temporary(&new->object.vm_object, &new->offset, &src_needs_copy,
                                  &dst_needs_copy)) {
        vm_map_entry_dispose(child, new);
        return FALSE;
    }
    if (src_needs_copy && !old->needs_copy) {
        vm_object_pmap_protect(old->object.vm_object, old->offset, old->vme_end - old->vme_start,
                               old->is_shared ? PMAP_NULL : parent->pmap, old->vme_start,
                               old->protection & ~VM_PROT_WRITE);
        old->needs_copy = TRUE;
    }
    new->needs_copy = dst_needs_copy;
    vm_map_entry_link(child, vm_map_last_entry(child), new);
    return TRUE;
}

/* Memory whose copy takes a while, and for which the parent's map is unlocked. It comes at the end of
 * the child's map, with the parent's protections. */
static void vm_map_fork_copyin(vm_map_t parent, vm_map_t child, vm_map_entry_t old)
{
    struct vm_map_entry was = *old;
    vm_size_t size = was.vme_end - was.vme_start;
    vm_offset_t start = was.vme_start;
    vm_map_entry_t entry, next;
    vm_map_copy_t copy;
    kern_return_t kr;

    vm_map_unlock(parent);
    kr = vm_map_copyin(parent, start, size, FALSE, &copy);
    if (kr == KERN_SUCCESS) {
        for (entry = vm_map_copy_first_entry(copy); entry != vm_map_copy_to_entry(copy); entry = next) {
            next = entry->vme_next;
            entry->protection = was.protection;
            entry->max_protection = was.max_protection;
            entry->inheritance = was.inheritance;
            _vm_map_entry_unlink(&copy->cpy_hdr, entry);
            vm_map_entry_link(child, vm_map_last_entry(child), entry);
        }
        vm_map_copy_discard(copy);
    }
    vm_map_lock(parent);
}

vm_map_t vm_map_fork(vm_map_t parent)
{
    pmap_t pmap = pmap_create(0);
    vm_map_t child;
    vm_map_entry_t old;
    vm_size_t size = 0;

    vm_map_lock(parent);
    child = vm_map_create(pmap, vm_map_min(parent), vm_map_max(parent), parent->hdr.entries_pageable);
    for (old = vm_map_first_entry(parent); old != vm_map_to_entry(parent);) {
        vm_offset_t end = old->vme_end;

        switch (old->inheritance) {
        case VM_INHERIT_SHARE:
            vm_map_fork_share(child, old);
            size += end - old->vme_start;
            break;
        case VM_INHERIT_COPY:
            size += end - old->vme_start;
            if (!vm_map_fork_copy(parent, child, old)) {
                vm_map_fork_copyin(parent, child, old);
                if (!vm_map_lookup_entry(parent, end - 1, &old) || old->vme_end < end) {
                    old = old->vme_next; /* the parent's map has changed meanwhile */
                    continue;
                }
            }
            break;
        default: /* VM_INHERIT_NONE */
            break;
        }
        old = old->vme_next;
    }
    child->size = size;
    vm_map_unlock(parent);
    return child;
}
