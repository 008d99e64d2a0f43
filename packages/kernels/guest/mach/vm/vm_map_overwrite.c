/*
 * Memory over other memory (Mach 3.0's vm_map_copy_overwrite): whole pages of the kernel's own objects
 * are exchanged, entry by entry; everything else is copied.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/strings.h>
#include <kern/zalloc.h>
#include <vm/vm_fault.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

/* All of the range is there and may be written. */
static kern_return_t vm_map_overwritable(vm_map_t map, vm_offset_t start, vm_offset_t end)
{
    vm_map_entry_t entry;

    if (!vm_map_lookup_entry(map, start, &entry))
        return KERN_INVALID_ADDRESS;
    for (;; entry = entry->vme_next) {
        if (entry->is_sub_map)
            return KERN_INVALID_ADDRESS;
        if (!(entry->protection & VM_PROT_WRITE))
            return KERN_PROTECTION_FAILURE;
        if (entry->vme_end >= end)
            return KERN_SUCCESS;
        if (entry->vme_next == vm_map_to_entry(map) || entry->vme_next->vme_start != entry->vme_end)
            return KERN_INVALID_ADDRESS;
    }
}

/* ---- exchanging ---- */

/* The object of the copy's first entry, from there on, for whole pages. TRUE: as many as *done says. */
static boolean_t vm_map_exchange(vm_map_t map, vm_offset_t at, vm_map_copy_t copy, vm_size_t *done)
{
    vm_map_entry_t from = vm_map_copy_first_entry(copy), to;
    vm_size_t size = from->vme_end - from->vme_start;
    vm_object_t old;

    if (!vm_map_lookup_entry(map, at, &to) || to->in_transition || to->wired_count != 0 ||
        to->is_shared)
        return FALSE;
    old = to->object.vm_object;
    if (old != VM_OBJECT_NULL && (!old->temporary || old->use_shared_copy))
        return FALSE;
    vm_map_clip_start(map, to, at);
    if (to->vme_end - at < size) {
        size = to->vme_end - at;
        vm_map_clip_end(map, to, at + size);
        _vm_map_clip_end(&copy->cpy_hdr, from, from->vme_start + size);
    } else {
        vm_map_clip_end(map, to, at + size);
    }
    old = to->object.vm_object;
    pmap_remove(map->pmap, to->vme_start, to->vme_end);
    to->object = from->object;
    to->offset = from->offset;
    to->needs_copy = from->needs_copy;
    _vm_map_entry_unlink(&copy->cpy_hdr, from);
    _vm_map_entry_dispose(&copy->cpy_hdr, from);
    vm_object_deallocate(old);
    *done = size;
    return TRUE;
}

/* ---- copying ---- */

/* A page of an object, busy; paging of page->object is in progress, and of top_page's if there is one. */
static kern_return_t vm_object_get_page(vm_object_t object, vm_offset_t offset, vm_prot_t access,
                                        boolean_t interruptible, vm_page_t *page, vm_page_t *top_page)
{
    vm_prot_t prot;

    for (;;) {
        prot = access;
        vm_object_paging_begin(object);
        switch (vm_fault_page(object, offset, access, FALSE, interruptible, &prot, page, top_page, FALSE,
                              0)) {
        case VM_FAULT_SUCCESS:
            return KERN_SUCCESS;
        case VM_FAULT_RETRY:
            break;
        case VM_FAULT_MEMORY_SHORTAGE:
            if (vm_pageout_hopeless)
                return KERN_RESOURCE_SHORTAGE;
            vm_page_wait((void (*)(void))0);
            break;
        case VM_FAULT_FICTITIOUS_SHORTAGE:
            vm_page_more_fictitious();
            break;
        case VM_FAULT_INTERRUPTED:
            return KERN_ABORTED;
        default:
            return KERN_MEMORY_ERROR;
        }
    }
}

static void vm_object_put_page(vm_page_t page, vm_page_t top_page)
{
    PAGE_WAKEUP_DONE(page);
    if (!page->active && !page->inactive && page->wire_count == 0)
        vm_page_activate(page);
    vm_fault_cleanup(page->object, top_page);
}

/* Bytes within a page of the map and a page of an object (0: zeros). */
static kern_return_t vm_map_copy_bytes(vm_map_t map, vm_offset_t at, vm_object_t source,
                                       vm_offset_t offset, vm_size_t size, boolean_t interruptible)
{
    vm_map_version_t version;
    vm_page_t from = VM_PAGE_NULL, from_top, to, to_top;
    vm_object_t object;
    vm_offset_t to_offset;
    boolean_t wired;
    vm_prot_t prot;
    kern_return_t kr;
    char *target;

    kr = vm_map_lookup(&map, trunc_page(at), VM_PROT_WRITE, &version, &object, &to_offset, &prot, &wired);
    if (kr != KERN_SUCCESS)
        return kr;
    kr = vm_object_get_page(object, to_offset, VM_PROT_WRITE, interruptible, &to, &to_top);
    if (kr != KERN_SUCCESS)
        goto no_page;
    if (source != VM_OBJECT_NULL) {
        kr = vm_object_get_page(source, trunc_page(offset), VM_PROT_READ, interruptible, &from, &from_top);
        if (kr != KERN_SUCCESS)
            goto no_source;
    }
    target = (char *)phystokv(to->phys_addr) + (at & PAGE_MASK);
    if (source != VM_OBJECT_NULL)
        bcopy((const char *)phystokv(from->phys_addr) + (offset & PAGE_MASK), target, size);
    else
        bzero(target, size);
    to->dirty = TRUE;
    pmap_set_modify(to->phys_addr);
    if (source != VM_OBJECT_NULL)
        vm_object_put_page(from, from_top);
no_source:
    vm_object_put_page(to, to_top);
no_page:
    vm_object_deallocate(object);
    return kr;
}

/* The next bytes of the copy, as many as are in one page of each side. */
static kern_return_t vm_map_copy_some(vm_map_t map, vm_offset_t at, vm_map_copy_t copy,
                                      boolean_t interruptible, vm_size_t *done)
{
    vm_map_entry_t from = vm_map_copy_first_entry(copy);
    vm_size_t size = copy->size, room = PAGE_SIZE - (at & PAGE_MASK);
    kern_return_t kr;

    if (size > room)
        size = room;
    if (size > (room = PAGE_SIZE - (copy->offset & PAGE_MASK)))
        size = room;
    kr = vm_map_copy_bytes(map, at, from->object.vm_object, from->offset + (copy->offset - from->vme_start),
                           size, interruptible);
    *done = size;
    if (kr == KERN_SUCCESS && copy->offset + size >= from->vme_end) { /* it has been used up */
        _vm_map_entry_unlink(&copy->cpy_hdr, from);
        vm_object_deallocate(from->object.vm_object);
        _vm_map_entry_dispose(&copy->cpy_hdr, from);
    }
    return kr;
}

kern_return_t vm_map_copy_overwrite(vm_map_t map, vm_offset_t address, vm_map_copy_t copy,
                                    boolean_t interruptible)
{
    vm_size_t done;
    kern_return_t kr;

    if (copy == VM_MAP_COPY_NULL)
        return KERN_SUCCESS;
    if (copy->type != VM_MAP_COPY_ENTRY_LIST)
        return KERN_INVALID_ARGUMENT;
    if (address + copy->size < address)
        return KERN_INVALID_ADDRESS;
    vm_map_lock(map);
    kr = vm_map_overwritable(map, trunc_page(address), round_page(address + copy->size));
    vm_map_unlock(map);
    while (kr == KERN_SUCCESS && copy->size > 0) {
        vm_map_entry_t from = vm_map_copy_first_entry(copy);
        boolean_t exchanged = FALSE;

        if (page_aligned(address) && copy->offset == from->vme_start &&
            from->vme_end - from->vme_start <= copy->size) {
            vm_map_lock(map);
            exchanged = vm_map_exchange(map, address, copy, &done);
            vm_map_unlock(map);
        }
        if (!exchanged)
            kr = vm_map_copy_some(map, address, copy, interruptible, &done);
        if (kr == KERN_SUCCESS) {
            address += done;
            copy->offset += done;
            copy->size -= done;
        }
    }
    if (kr == KERN_SUCCESS)
        vm_map_copy_discard(copy);
    return kr;
}
