/*
 * What becomes of a page that has been found for a fault (Mach 3.0's vm_fault_page): a write to a page
 * of another object makes a copy; a write to a page of which there is a delayed copy, first gives the
 * copy its page.
 */
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

#include "vm_fault_private.h"

/* A page that nobody has asked for again stays where it is. */
static void release_page(vm_page_t page)
{
    PAGE_WAKEUP_DONE(page);
    if (!page->active && !page->inactive)
        vm_page_activate(page);
}

/* A page of another object is to be written: the first object gets a copy. */
static vm_fault_return_t vm_fault_copy_up(struct vm_fault_walk *walk, vm_page_t *result)
{
    vm_page_t page = *result, copy = vm_page_grab();
    vm_object_t first = walk->first_object;

    if (copy == VM_PAGE_NULL) {
        release_page(page);
        return vm_fault_fail(walk, VM_FAULT_MEMORY_SHORTAGE);
    }
    vm_page_copy(page, copy);
    vm_page_deactivate(page);
    pmap_page_protect(page->phys_addr, VM_PROT_NONE); /* some may see it through the first object */
    PAGE_WAKEUP_DONE(page);
    vm_object_paging_end(walk->object);
    vm_stat.cow_faults++;
    vm_page_free(walk->first_m);
    walk->first_m = VM_PAGE_NULL;
    vm_page_insert(copy, first, walk->first_offset);
    walk->object = first;
    walk->offset = walk->first_offset;
    vm_object_paging_end(first);
    vm_object_collapse(first);
    vm_object_paging_begin(first);
    *result = copy;
    return VM_FAULT_SUCCESS;
}

/* A page of which somebody has a delayed copy is to be written: the copy gets it as it is. */
static vm_fault_return_t vm_fault_push(struct vm_fault_walk *walk, vm_page_t page,
                                       void (*continuation)(void))
{
    vm_object_t copy = walk->first_object->copy;
    vm_offset_t offset = walk->first_offset - copy->shadow_offset;
    vm_page_t copy_page;

    if (walk->first_offset < copy->shadow_offset || offset >= copy->size)
        return VM_FAULT_SUCCESS;
    if ((copy_page = vm_page_lookup(copy, offset)) != VM_PAGE_NULL) {
        if (!copy_page->busy)
            return VM_FAULT_SUCCESS;
        release_page(page);
        PAGE_ASSERT_WAIT(copy_page, walk->interruptible);
        return vm_fault_block(walk, continuation);
    }
    if ((copy_page = vm_page_alloc(copy, offset)) == VM_PAGE_NULL) {
        release_page(page);
        return vm_fault_fail(walk, VM_FAULT_MEMORY_SHORTAGE);
    }
    vm_page_copy(page, copy_page);
    pmap_page_protect(page->phys_addr, VM_PROT_NONE);
    vm_page_activate(copy_page);
    PAGE_WAKEUP_DONE(copy_page);
    return VM_FAULT_SUCCESS;
}

/* What becomes of the page that has been found. */
vm_fault_return_t vm_fault_settle(struct vm_fault_walk *walk, vm_prot_t fault_type,
                                         vm_prot_t *protection, vm_page_t *result,
                                         void (*continuation)(void))
{
    vm_fault_return_t kr = VM_FAULT_SUCCESS;

    if (walk->object != walk->first_object) {
        if (fault_type & VM_PROT_WRITE)
            kr = vm_fault_copy_up(walk, result);
        else
            *protection &= ~VM_PROT_WRITE;
    }
    if (kr == VM_FAULT_SUCCESS && walk->first_object->copy != VM_OBJECT_NULL) {
        if (!(fault_type & VM_PROT_WRITE))
            *protection &= ~VM_PROT_WRITE;
        else if (!walk->must_be_resident)
            kr = vm_fault_push(walk, *result, continuation);
    }
    return kr;
}
