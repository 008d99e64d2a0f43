/*
 * Chains of shadows are kept short (Mach 3.0's vm_object_collapse): a shadow that nobody else has, gives
 * its pages to the object and goes; one that the object does not need any more is passed by.
 */
#include <kern/printf.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>

void vm_object_discard(vm_object_t object); /* vm_object.c */

void vm_object_shadow(vm_object_t *object, vm_offset_t *offset, vm_size_t length)
{
    vm_object_t source = *object, result = vm_object_allocate(length);

    result->shadow = source; /* the reference was the caller's */
    result->shadow_offset = *offset;
    *offset = 0;
    *object = result;
}

/* All pages of the backing object that the object can see are its own, or are hidden by its own. */
static void vm_object_take_pages(vm_object_t object, vm_object_t backing)
{
    vm_offset_t shift = object->shadow_offset;
    vm_page_t page, own;

    while (!queue_empty(&backing->memq)) {
        page = (vm_page_t)queue_first(&backing->memq);
        own = VM_PAGE_NULL;
        if (page->offset >= shift && page->offset - shift < object->size) {
            own = vm_page_lookup(object, page->offset - shift);
            if (own == VM_PAGE_NULL) {
                vm_page_rename(page, object, page->offset - shift);
                continue;
            }
        }
        if (!page->fictitious)
            pmap_page_protect(page->phys_addr, VM_PROT_NONE);
        vm_page_free(page);
    }
}

static void vm_object_merge(vm_object_t object, vm_object_t backing)
{
    vm_object_take_pages(object, backing);
    object->shadow = backing->shadow;
    object->shadow_offset += backing->shadow_offset;
    if (object->shadow != VM_OBJECT_NULL && object->shadow->copy != VM_OBJECT_NULL &&
        object->shadow->copy == backing)
        panic("vm_object_collapse: we collapsed a copy object");
    vm_object_discard(backing);
}

/* The object has a page of its own wherever the backing one has a page that it could see. */
static boolean_t vm_object_hides(vm_object_t object, vm_object_t backing)
{
    vm_offset_t shift = object->shadow_offset;
    vm_page_t page;

    queue_iterate(&backing->memq, page, vm_page_t, listq)
        if (page->offset >= shift && page->offset - shift < object->size &&
            vm_page_lookup(object, page->offset - shift) == VM_PAGE_NULL)
            return FALSE;
    return TRUE;
}

/* Backing objects may go if they are the kernel's own and nothing else is said of them by anyone. */
static boolean_t vm_object_may_collapse(vm_object_t backing)
{
    vm_object_t behind = backing->shadow;

    return backing->internal && backing->paging_in_progress == 0 && backing->copy == VM_OBJECT_NULL &&
           !(behind != VM_OBJECT_NULL && behind->copy == backing);
}

void vm_object_collapse(vm_object_t object)
{
    vm_object_t backing;

    while (object != VM_OBJECT_NULL && object->paging_in_progress == 0 &&
           (backing = object->shadow) != VM_OBJECT_NULL && vm_object_may_collapse(backing)) {
        if (backing->ref_count == 1) {
            vm_object_merge(object, backing);
            continue;
        }
        if (object->resident_page_count < backing->resident_page_count ||
            !vm_object_hides(object, backing)) {
            object = backing; /* it stays, but what is behind it may go */
            continue;
        }
        vm_object_reference(object->shadow = backing->shadow);
        object->shadow_offset += backing->shadow_offset;
        backing->ref_count--; /* others have it */
    }
}

/* May the second range be the continuation of the first in its object? Then it is, from here on. */
boolean_t vm_object_coalesce(vm_object_t previous, vm_object_t next, vm_offset_t previous_offset,
                             vm_offset_t next_offset, vm_size_t previous_size, vm_size_t next_size)
{
    vm_size_t size;

    (void)next_offset;
    if (next != VM_OBJECT_NULL)
        return FALSE;
    if (previous == VM_OBJECT_NULL)
        return TRUE;
    vm_object_collapse(previous);
    if (previous->ref_count > 1 || !previous->internal || previous->shadow != VM_OBJECT_NULL ||
        previous->copy != VM_OBJECT_NULL || previous->paging_in_progress != 0)
        return FALSE;
    /* There may be pages left of what was there before. */
    vm_object_page_remove(previous, previous_offset + previous_size,
                          previous_offset + previous_size + next_size);
    size = previous_offset + previous_size + next_size;
    if (size > previous->size)
        previous->size = size;
    return TRUE;
}
