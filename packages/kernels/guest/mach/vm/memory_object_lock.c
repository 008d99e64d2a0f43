/*
 * A pager restricts what may be done with pages, has them back, or flushed (Mach 3.0's
 * memory_object_lock_request).
 */
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <mach/memory_object_user.h>
#include <vm/memory_object.h>
#include <vm/vm_map.h>
#include <vm/vm_page.h>

#define PAGES_AT_A_TIME 8 /* in one memory_object_data_return */

/* Pages on their way back to the pager: an object of their own, whose pages are copies, or, if they were
 * flushed, the pages themselves. */
struct returning {
    vm_object_t object; /* 0: none now */
    vm_offset_t offset; /* of the first, in the pager's object */
    vm_size_t size;
    boolean_t dirty, kernel_copy;
};

static void returning_send(vm_object_t object, struct returning *returning)
{
    vm_map_copy_t copy;

    if (returning->object == VM_OBJECT_NULL)
        return;
    (void)vm_map_copyin_object(returning->object, 0, returning->size, &copy);
    (void)memory_object_data_return(object->pager, object->pager_request,
                                    returning->offset + object->paging_offset, (vm_offset_t)copy,
                                    (mach_msg_type_number_t)returning->size, TRUE, returning->dirty,
                                    returning->kernel_copy);
    returning->object = VM_OBJECT_NULL;
}

/* One page more. The page's object loses it if it is flushed; else the copy is clean, and so is it. */
static void returning_add(vm_object_t object, struct returning *returning, vm_page_t page, boolean_t dirty,
                          boolean_t flush)
{
    vm_offset_t offset = page->offset;
    vm_page_t copy;

    if (returning->object != VM_OBJECT_NULL &&
        (returning->offset + returning->size != offset || returning->dirty != dirty ||
         returning->size == PAGES_AT_A_TIME * PAGE_SIZE))
        returning_send(object, returning);
    if (returning->object == VM_OBJECT_NULL) {
        returning->object = vm_object_allocate(PAGES_AT_A_TIME * PAGE_SIZE);
        returning->offset = offset;
        returning->size = 0;
        returning->dirty = dirty;
        returning->kernel_copy = !flush;
    }
    if (flush) {
        PAGE_WAKEUP_DONE(page);
        vm_page_rename(page, returning->object, returning->size);
        page->precious = FALSE;
        page->page_lock = VM_PROT_NONE;
    } else {
        while ((copy = vm_page_grab()) == VM_PAGE_NULL)
            vm_page_wait((void (*)(void))0);
        vm_page_copy(page, copy);
        vm_page_insert(copy, returning->object, returning->size);
        vm_page_activate(copy);
        copy->busy = FALSE;
        page->dirty = FALSE;
        page->precious = FALSE;
        pmap_clear_modify(page->phys_addr);
        PAGE_WAKEUP_DONE(page);
    }
    returning->size += PAGE_SIZE;
}

static void memory_object_lock_page(vm_object_t object, vm_page_t page, memory_object_return_t should_return,
                                    boolean_t flush, vm_prot_t lock_value, struct returning *returning)
{
    boolean_t dirty, give;

    if (page->absent) { /* nothing is there */
        if (flush)
            vm_page_free(page);
        return;
    }
    if (page->error) {
        vm_page_free(page);
        return;
    }
    page->busy = TRUE; /* nobody has it meanwhile */
    if (flush)
        pmap_page_protect(page->phys_addr, VM_PROT_NONE);
    else if (lock_value != VM_PROT_NO_CHANGE && lock_value & ~page->page_lock)
        pmap_page_protect(page->phys_addr, VM_PROT_ALL & ~lock_value);
    dirty = page->dirty || pmap_is_modified(page->phys_addr);
    give = should_return == MEMORY_OBJECT_RETURN_ALL ||
           (should_return == MEMORY_OBJECT_RETURN_DIRTY && (dirty || page->precious));
    if (lock_value != VM_PROT_NO_CHANGE) {
        page->page_lock = lock_value;
        page->unlock_request = VM_PROT_NONE;
    }
    if (give) {
        if (!flush)
            pmap_page_protect(page->phys_addr, VM_PROT_READ); /* a write from now on is seen */
        returning_add(object, returning, page, dirty, flush);
    } else if (flush) {
        vm_page_free(page);
    } else {
        PAGE_WAKEUP_DONE(page);
    }
}

kern_return_t memory_object_lock_request(vm_object_t object, vm_offset_t offset, vm_size_t size,
                                         memory_object_return_t should_return, boolean_t should_flush,
                                         vm_prot_t lock_value, ipc_port_t reply_to, unsigned reply_to_type)
{
    struct returning returning = { .object = VM_OBJECT_NULL };
    vm_offset_t at, end;

    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    if (lock_value & ~(VM_PROT_ALL | VM_PROT_NO_CHANGE)) {
        vm_object_deallocate(object);
        return KERN_INVALID_ARGUMENT;
    }
    size = round_page(size);
    vm_object_paging_begin(object);
    at = offset - object->paging_offset;
    end = at + size < at ? ~(vm_offset_t)PAGE_MASK : at + size;
    if (end > object->size)
        end = round_page(object->size);
    while (at < end && object->pager != IP_NULL) {
        vm_page_t page = vm_page_lookup(object, at);

        if (page != VM_PAGE_NULL && page->busy && !page->absent) {
            PAGE_ASSERT_WAIT(page, FALSE);
            thread_block(CONTINUATION_NULL);
            continue;
        }
        if (page != VM_PAGE_NULL && !page->busy)
            memory_object_lock_page(object, page, should_return, should_flush, lock_value, &returning);
        at += PAGE_SIZE;
    }
    returning_send(object, &returning);
    if (IP_VALID(reply_to))
        (void)memory_object_lock_completed(reply_to, reply_to_type, object->pager_request, offset, size);
    vm_object_paging_end(object);
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

void memory_object_return_pages(vm_object_t object)
{
    struct returning returning = { .object = VM_OBJECT_NULL };
    vm_page_t page, next;

    for (page = (vm_page_t)queue_first(&object->memq); !queue_end(&object->memq, (queue_entry_t)page);
         page = next) {
        next = (vm_page_t)queue_next(&page->listq);
        if (page->fictitious || page->absent || page->error || page->busy)
            continue;
        pmap_page_protect(page->phys_addr, VM_PROT_NONE);
        if (page->dirty || page->precious || pmap_is_modified(page->phys_addr))
            returning_add(object, &returning, page, page->dirty || pmap_is_modified(page->phys_addr), TRUE);
    }
    returning_send(object, &returning);
}
