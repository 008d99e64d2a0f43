/*
 * A page of an object is found or made (Mach 3.0's vm_fault_page): resident; by its pager; zeros; or by
 * a copy of what an object has whose shadow this is. While it waits the place is held by a busy page,
 * and by paging in progress of the objects.
 */
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/time_out.h>
#include <mach/memory_object_user.h>
#include <vm/vm_fault.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

#include "vm_fault_private.h"

#define VM_OBJECT_ABSENT_MAX 50 /* pages that a pager is asked for at once */

void vm_fault_cleanup(vm_object_t object, vm_page_t top_page)
{
    vm_object_paging_end(object);
    if (top_page != VM_PAGE_NULL) {
        object = top_page->object;
        vm_page_free(top_page);
        vm_object_paging_end(object);
    }
}

vm_fault_return_t vm_fault_fail(struct vm_fault_walk *walk, vm_fault_return_t why)
{
    vm_fault_cleanup(walk->object, walk->first_m);
    return why;
}

/* ---- waiting ---- */

/* The pager has been silent for too long: the page is one that it cannot supply. */
static void vm_fault_timed_out(const struct vm_fault_walk *walk)
{
    vm_page_t page = vm_page_lookup(walk->object, walk->offset);

    if (page == VM_PAGE_NULL || !page->absent || !page->busy)
        return;
    page->error = TRUE;
    page->absent = FALSE;
    vm_object_absent_release(walk->object);
    PAGE_WAKEUP_DONE(page);
}

static vm_fault_return_t vm_fault_after_wait(struct vm_fault_walk *walk)
{
    switch (current_thread()->wait_result) {
    case THREAD_AWAKENED:
        return VM_FAULT_CONTINUE;
    case THREAD_TIMED_OUT:
        if (!walk->object->pager_ready)
            return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
        vm_fault_timed_out(walk);
        return VM_FAULT_CONTINUE;
    case THREAD_RESTART:
        return vm_fault_fail(walk, VM_FAULT_RETRY);
    default:
        return vm_fault_fail(walk, VM_FAULT_INTERRUPTED);
    }
}

/* The wait has been asserted. With a continuation the thread comes back by vm_fault_page's `resume`. */
vm_fault_return_t vm_fault_block(struct vm_fault_walk *walk, void (*continuation)(void))
{
    if (continuation != 0)
        current_fault_state()->walk = *walk;
    thread_block(continuation);
    return vm_fault_after_wait(walk);
}

static vm_fault_return_t vm_fault_wait_page(struct vm_fault_walk *walk, vm_page_t page,
                                            void (*continuation)(void))
{
    PAGE_ASSERT_WAIT(page, walk->interruptible);
    if (page->absent)
        thread_set_timeout(PAGER_TIMEOUT * hz);
    return vm_fault_block(walk, continuation);
}

/* ---- the walk ---- */

/* To the shadow. In the first object a page stands for what is sought, if one may be made there. */
static void vm_fault_next(struct vm_fault_walk *walk, vm_object_t next)
{
    walk->offset += walk->object->shadow_offset;
    vm_object_paging_begin(next);
    if (walk->object != walk->first_object || walk->first_m == VM_PAGE_NULL)
        vm_object_paging_end(walk->object);
    walk->object = next;
    walk->access = VM_PROT_READ; /* it will be copied */
}

/* Nobody has it: zeros, in the first object. */
static vm_fault_return_t vm_fault_zero(struct vm_fault_walk *walk, vm_page_t *result)
{
    vm_page_t page = walk->first_m;

    if (walk->object != walk->first_object) {
        vm_object_paging_end(walk->object);
        walk->object = walk->first_object;
        walk->offset = walk->first_offset;
    }
    walk->first_m = VM_PAGE_NULL;
    if (page->fictitious && !vm_page_convert(page)) {
        vm_page_free(page);
        return vm_fault_fail(walk, VM_FAULT_MEMORY_SHORTAGE);
    }
    vm_page_zero_fill(page);
    vm_stat.zero_fill_count++;
    pmap_clear_modify(page->phys_addr);
    *result = page;
    return VM_FAULT_SUCCESS;
}

/* The object's pager is asked, if it is ready and not asked for too much already. */
static vm_fault_return_t vm_fault_request(struct vm_fault_walk *walk, vm_page_t page,
                                          void (*continuation)(void))
{
    vm_object_t object = walk->object;
    kern_return_t kr;

    if (object->pager == IP_NULL) { /* it has died */
        vm_page_free(page);
        return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
    }
    if (!object->pager_ready || object->absent_count > VM_OBJECT_ABSENT_MAX) {
        vm_page_free(page);
        vm_object_assert_wait(object, object->pager_ready ? VM_OBJECT_EVENT_ABSENT_COUNT
                                                          : VM_OBJECT_EVENT_PAGER_READY,
                              walk->interruptible);
        thread_set_timeout(PAGER_TIMEOUT * hz);
        return vm_fault_block(walk, continuation);
    }
    page->absent = TRUE;
    object->absent_count++;
    vm_stat.pageins++;
    kr = memory_object_data_request(object->pager, object->pager_request,
                                    walk->offset + object->paging_offset, PAGE_SIZE, walk->access);
    if (kr == KERN_SUCCESS)
        return VM_FAULT_CONTINUE; /* to the page, which is busy now, or is there already */
    if ((page = vm_page_lookup(object, walk->offset)) != VM_PAGE_NULL && page->absent && page->busy)
        vm_page_free(page);
    return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
}

/* What the pager does not have: it is sought behind, and its page is the first object's, or none. */
static vm_fault_return_t vm_fault_absent(struct vm_fault_walk *walk, vm_page_t page, vm_page_t *result)
{
    vm_object_t next = walk->object->shadow;

    if (walk->must_be_resident)
        return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
    if (walk->object == walk->first_object) {
        page->absent = FALSE;
        vm_object_absent_release(walk->object);
        page->busy = TRUE;
        VM_PAGE_QUEUES_REMOVE(page);
        walk->first_m = page;
    } else {
        vm_page_free(page);
    }
    if (next == VM_OBJECT_NULL)
        return vm_fault_zero(walk, result);
    vm_fault_next(walk, next);
    return VM_FAULT_CONTINUE;
}

/* Its pager forbids what is wanted, and is asked to allow it. */
static vm_fault_return_t vm_fault_unlock(struct vm_fault_walk *walk, vm_page_t page,
                                         void (*continuation)(void))
{
    vm_object_t object = walk->object;
    vm_prot_t request = walk->access | page->unlock_request;

    if ((page->unlock_request & walk->access) != walk->access) {
        page->unlock_request = request;
        if (memory_object_data_unlock(object->pager, object->pager_request,
                                      walk->offset + object->paging_offset, PAGE_SIZE,
                                      request) != KERN_SUCCESS)
            return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
    }
    PAGE_ASSERT_WAIT(page, walk->interruptible);
    return vm_fault_block(walk, continuation);
}

/* A page that is there. */
static vm_fault_return_t vm_fault_found(struct vm_fault_walk *walk, vm_page_t page, vm_page_t *result,
                                        void (*continuation)(void))
{
    if (page->busy)
        return vm_fault_wait_page(walk, page, continuation);
    if (page->error) {
        vm_page_free(page);
        return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
    }
    if (page->absent)
        return vm_fault_absent(walk, page, result);
    if (walk->access & page->page_lock)
        return vm_fault_unlock(walk, page, continuation);
    if (page->inactive) {
        VM_PAGE_QUEUES_REMOVE(page);
        vm_stat.reactivations++;
    }
    page->busy = TRUE;
    *result = page;
    return VM_FAULT_SUCCESS;
}

/* A page that is not there. */
static vm_fault_return_t vm_fault_missing(struct vm_fault_walk *walk, vm_page_t *result,
                                          void (*continuation)(void))
{
    vm_object_t object = walk->object, next = object->shadow;
    boolean_t look_for_page = object->pager_created;
    vm_page_t page = VM_PAGE_NULL;

    if ((look_for_page || object == walk->first_object) && !walk->must_be_resident) {
        if ((page = vm_page_grab_fictitious()) == VM_PAGE_NULL)
            return vm_fault_fail(walk, VM_FAULT_FICTITIOUS_SHORTAGE);
        vm_page_insert(page, object, walk->offset);
    }
    if (look_for_page && !walk->must_be_resident)
        return vm_fault_request(walk, page, continuation);
    if (object == walk->first_object)
        walk->first_m = page;
    if (next != VM_OBJECT_NULL) {
        vm_fault_next(walk, next);
        return VM_FAULT_CONTINUE;
    }
    if (walk->must_be_resident)
        return vm_fault_fail(walk, VM_FAULT_MEMORY_ERROR);
    return vm_fault_zero(walk, result);
}

vm_fault_return_t vm_fault_page(vm_object_t first_object, vm_offset_t first_offset, vm_prot_t fault_type,
                                boolean_t must_be_resident, boolean_t interruptible,
                                vm_prot_t *protection, vm_page_t *result_page, vm_page_t *top_page,
                                boolean_t resume, void (*continuation)(void))
{
    struct vm_fault_walk walk;
    vm_fault_return_t kr = VM_FAULT_CONTINUE;
    vm_page_t page;

    if (resume) {
        walk = current_fault_state()->walk;
        kr = vm_fault_after_wait(&walk);
    } else {
        walk.first_object = walk.object = first_object;
        walk.first_offset = walk.offset = first_offset;
        walk.first_m = VM_PAGE_NULL;
        walk.access = fault_type;
        walk.must_be_resident = must_be_resident;
        walk.interruptible = interruptible;
    }
    while (kr == VM_FAULT_CONTINUE) {
        page = vm_page_lookup(walk.object, walk.offset);
        if (page != VM_PAGE_NULL)
            kr = vm_fault_found(&walk, page, result_page, continuation);
        else
            kr = vm_fault_missing(&walk, result_page, continuation);
        if (kr == VM_FAULT_SUCCESS)
            kr = vm_fault_settle(&walk, fault_type, protection, result_page, continuation);
    }
    if (kr != VM_FAULT_SUCCESS)
        return kr;
    *protection &= ~(*result_page)->page_lock;
    *top_page = walk.first_m;
    return VM_FAULT_SUCCESS;
}
