/*
 * Copies of objects (Mach 3.0's vm/vm_object.c). Memory of the kernel's own is copied by both sides
 * making a shadow when they write (symmetric); what a pager has, and memory that tasks share, by a copy
 * object that gets pages before they are changed (asymmetric, the strategy DELAY); what may do neither,
 * at once.
 */
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <vm/vm_fault.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

/* Nobody has written to the copy yet: it is as good as another one. */
static boolean_t vm_object_copy_unused(vm_object_t copy)
{
    return copy->resident_page_count == 0 && copy->pager == IP_NULL;
}

/* A copy object of all of the source. The reference that is returned is the caller's. */
static vm_object_t vm_object_copy_delayed(vm_object_t source)
{
    vm_object_t old = source->copy, new;
    vm_page_t page;

    if (old != VM_OBJECT_NULL && vm_object_copy_unused(old)) {
        vm_object_reference(old);
        return old;
    }
    new = vm_object_allocate(source->size);
    if ((old = source->copy) != VM_OBJECT_NULL) {
        /* What is changed from now on is the new one's to keep, and the old one finds it there. */
        old->shadow = new;
        vm_object_reference(new);
        source->ref_count--;
        new->size = old->size > new->size ? old->size : new->size;
    }
    new->shadow = source;
    new->shadow_offset = 0;
    vm_object_reference(source);
    source->copy = new;
    queue_iterate(&source->memq, page, vm_page_t, listq)
        if (!page->fictitious)
            pmap_page_protect(page->phys_addr, VM_PROT_ALL & ~VM_PROT_WRITE);
    return new;
}

/* What can be copied without waiting. The new reference is in place of *object, and needs of the two
 * sides are said. FALSE: not so. */
boolean_t vm_object_copy_temporary(vm_object_t *object, vm_offset_t *offset, boolean_t *src_needs_copy,
                                   boolean_t *dst_needs_copy)
{
    vm_object_t source = *object;

    (void)offset;
    if (source == VM_OBJECT_NULL) {
        *src_needs_copy = *dst_needs_copy = FALSE; /* zeros on demand, each for itself */
        return TRUE;
    }
    if (!source->temporary) {
        if (!source->pager_ready || source->copy_strategy != MEMORY_OBJECT_COPY_DELAY)
            return FALSE;
    } else if (!source->use_shared_copy) {
        source->ref_count++;
        source->shadowed = TRUE;
        *src_needs_copy = *dst_needs_copy = TRUE;
        return TRUE;
    }
    *object = vm_object_copy_delayed(source);
    *src_needs_copy = FALSE;
    *dst_needs_copy = TRUE;
    return TRUE;
}

/* One page of a copy that is made at once. */
static kern_return_t vm_object_copy_page(vm_object_t source, vm_offset_t offset, vm_page_t to,
                                         boolean_t interruptible)
{
    vm_page_t page, top_page;
    vm_prot_t prot;

    for (;;) {
        prot = VM_PROT_READ;
        vm_object_paging_begin(source);
        switch (vm_fault_page(source, offset, VM_PROT_READ, FALSE, interruptible, &prot, &page, &top_page,
                              FALSE, 0)) {
        case VM_FAULT_SUCCESS:
            vm_page_copy(page, to);
            PAGE_WAKEUP_DONE(page);
            if (!page->active && !page->inactive)
                vm_page_activate(page);
            vm_fault_cleanup(page->object, top_page);
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
            return MACH_SEND_INTERRUPTED;
        default:
            return KERN_MEMORY_ERROR;
        }
    }
}

kern_return_t vm_object_copy_slowly(vm_object_t source, vm_offset_t offset, vm_size_t size,
                                    boolean_t interruptible, vm_object_t *result)
{
    vm_object_t made = vm_object_allocate(size);
    kern_return_t kr = KERN_SUCCESS;
    vm_page_t page;

    for (vm_offset_t at = 0; at < size && kr == KERN_SUCCESS; at += PAGE_SIZE) {
        while ((page = vm_page_alloc(made, at)) == VM_PAGE_NULL) {
            if (vm_pageout_hopeless) {
                kr = KERN_RESOURCE_SHORTAGE;
                goto done;
            }
            vm_page_wait((void (*)(void))0);
        }
        kr = vm_object_copy_page(source, offset + at, page, interruptible);
        page->dirty = TRUE;
        PAGE_WAKEUP_DONE(page);
        vm_page_activate(page);
    }
done:
    if (kr != KERN_SUCCESS) {
        vm_object_deallocate(made);
        made = VM_OBJECT_NULL;
    }
    *result = made;
    return kr;
}

/* As its pager wants it. */
kern_return_t vm_object_copy_strategically(vm_object_t source, vm_offset_t offset, vm_size_t size,
                                           vm_object_t *result, vm_offset_t *result_offset,
                                           boolean_t *dst_needs_copy)
{
    while (!source->pager_ready) {
        vm_object_assert_wait(source, VM_OBJECT_EVENT_PAGER_READY, TRUE);
        thread_set_timeout(PAGER_TIMEOUT * hz);
        thread_block(CONTINUATION_NULL);
        if (current_thread()->wait_result != THREAD_AWAKENED)
            return current_thread()->wait_result == THREAD_TIMED_OUT ? KERN_MEMORY_ERROR : KERN_ABORTED;
    }
    if (source->copy_strategy == MEMORY_OBJECT_COPY_DELAY ||
        source->copy_strategy == MEMORY_OBJECT_COPY_TEMPORARY) {
        *result = vm_object_copy_delayed(source);
        *result_offset = offset;
        *dst_needs_copy = TRUE;
        return KERN_SUCCESS;
    }
    *result_offset = 0;
    *dst_needs_copy = FALSE;
    return vm_object_copy_slowly(source, offset, size, TRUE, result);
}
