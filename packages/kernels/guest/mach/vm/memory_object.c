/* What pagers supply, or cannot (Mach 3.0's vm/memory_object.c). */
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <mach/memory_object_user.h>
#include <vm/memory_object.h>
#include <vm/vm_map.h>
#include <vm/vm_page.h>

/* A page that is nobody's, for a place of the object. KERN_MEMORY_PRESENT: it has one. */
static kern_return_t memory_object_page(vm_object_t object, vm_offset_t offset, vm_page_t page,
                                        vm_prot_t lock_value, boolean_t precious)
{
    vm_page_t there = vm_page_lookup(object, offset);
    boolean_t wanted = FALSE;

    if (there != VM_PAGE_NULL) {
        if (!there->absent || !there->busy)
            return KERN_MEMORY_PRESENT;
        wanted = TRUE;
        vm_page_free(there); /* who waits for it looks again, when we are done */
    }
    page->dirty = FALSE;
    pmap_clear_modify(page->phys_addr);
    page->page_lock = lock_value;
    page->precious = precious;
    vm_page_insert(page, object, offset);
    if (wanted)
        vm_page_activate(page);
    else
        vm_page_deactivate(page);
    PAGE_WAKEUP_DONE(page);
    return KERN_SUCCESS;
}

/* All pages of a list, and of those that follow it. The list is gone afterwards. */
static kern_return_t memory_object_pages(vm_object_t object, vm_offset_t offset, vm_map_copy_t copy,
                                         vm_prot_t lock_value, boolean_t precious, vm_offset_t *error_offset)
{
    kern_return_t kr = KERN_SUCCESS, result = KERN_SUCCESS;
    vm_map_copy_t next;

    while (copy != VM_MAP_COPY_NULL) {
        vm_map_copy_steal_pages(copy);
        for (int i = 0; i < copy->cpy_npages; i++, offset += PAGE_SIZE) {
            kr = memory_object_page(object, offset, copy->cpy_page_list[i], lock_value, precious);
            if (kr == KERN_SUCCESS) {
                copy->cpy_page_list[i] = VM_PAGE_NULL;
            } else if (result == KERN_SUCCESS) {
                result = kr;
                *error_offset = offset;
            }
        }
        next = VM_MAP_COPY_NULL;
        if (vm_map_copy_has_cont(copy)) {
            if ((kr = vm_map_copy_invoke_cont(copy, &next)) != KERN_SUCCESS) {
                next = VM_MAP_COPY_NULL;
                result = kr;
                *error_offset = offset;
            }
            copy->cpy_cont = (vm_map_copy_cont_fn)0;
        }
        vm_map_copy_discard(copy); /* with pages that were there already */
        copy = next;
    }
    return result;
}

kern_return_t memory_object_data_supply(vm_object_t object, vm_offset_t offset, vm_offset_t data,
                                        unsigned data_count, vm_prot_t lock_value, boolean_t precious,
                                        ipc_port_t reply_to, unsigned reply_to_type)
{
    vm_map_copy_t copy = (vm_map_copy_t)data;
    vm_offset_t error_offset = 0;
    kern_return_t kr;

    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    if ((lock_value & ~VM_PROT_ALL) || !page_aligned(offset) ||
        (copy != VM_MAP_COPY_NULL && copy->type != VM_MAP_COPY_PAGE_LIST)) {
        vm_object_deallocate(object);
        return KERN_INVALID_ARGUMENT;
    }
    vm_object_paging_begin(object);
    kr = memory_object_pages(object, offset - object->paging_offset, copy, lock_value, precious,
                             &error_offset);
    vm_object_paging_end(object);
    if (IP_VALID(reply_to))
        (void)memory_object_supply_completed(reply_to, reply_to_type, object->pager_request, offset,
                                             data_count, kr, error_offset);
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

kern_return_t memory_object_data_provided(vm_object_t object, vm_offset_t offset, vm_offset_t data,
                                          unsigned data_count, vm_prot_t lock_value)
{
    return memory_object_data_supply(object, offset, data, data_count, lock_value, FALSE, IP_NULL, 0);
}

kern_return_t memory_object_data_error(vm_object_t object, vm_offset_t offset, vm_size_t size,
                                       kern_return_t error_value)
{
    (void)error_value;
    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    if (size != round_page(size)) {
        vm_object_deallocate(object);
        return KERN_INVALID_ARGUMENT;
    }
    for (offset -= object->paging_offset; size != 0; size -= PAGE_SIZE, offset += PAGE_SIZE) {
        vm_page_t page = vm_page_lookup(object, offset);

        if (page == VM_PAGE_NULL || !page->busy || !page->absent)
            continue;
        page->error = TRUE;
        page->absent = FALSE;
        vm_object_absent_release(object);
        PAGE_WAKEUP_DONE(page);
        vm_page_activate(page);
    }
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

/* The page stays as one that is absent: the next to look finds that it must be made. */
kern_return_t memory_object_data_unavailable(vm_object_t object, vm_offset_t offset, vm_size_t size)
{
    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    if (size != round_page(size)) {
        vm_object_deallocate(object);
        return KERN_INVALID_ARGUMENT;
    }
    for (offset -= object->paging_offset; size != 0; size -= PAGE_SIZE, offset += PAGE_SIZE) {
        vm_page_t page = vm_page_lookup(object, offset);

        if (page == VM_PAGE_NULL || !page->busy || !page->absent)
            continue;
        PAGE_WAKEUP_DONE(page);
        vm_page_activate(page);
    }
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

/* ---- attributes ---- */

static kern_return_t memory_object_set_attributes_common(vm_object_t object, boolean_t ready,
                                                         boolean_t may_cache,
                                                         memory_object_copy_strategy_t copy_strategy)
{
    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    switch (copy_strategy) {
    case MEMORY_OBJECT_COPY_NONE:
    case MEMORY_OBJECT_COPY_DELAY:
    case MEMORY_OBJECT_COPY_CALL:
        break;
    default:
        vm_object_deallocate(object);
        return KERN_INVALID_ARGUMENT;
    }
    object->copy_strategy = copy_strategy;
    object->can_persist = may_cache;
    if (ready) {
        object->pager_ready = TRUE;
        vm_object_wakeup(object, VM_OBJECT_EVENT_PAGER_READY);
    }
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

kern_return_t memory_object_set_attributes(vm_object_t object, boolean_t object_ready, boolean_t may_cache,
                                           memory_object_copy_strategy_t copy_strategy)
{
    return memory_object_set_attributes_common(object, object_ready, may_cache, copy_strategy);
}

kern_return_t memory_object_ready(vm_object_t object, boolean_t may_cache,
                                  memory_object_copy_strategy_t copy_strategy)
{
    return memory_object_set_attributes_common(object, TRUE, may_cache, copy_strategy);
}

kern_return_t memory_object_change_attributes(vm_object_t object, boolean_t may_cache,
                                              memory_object_copy_strategy_t copy_strategy,
                                              ipc_port_t reply_to, unsigned reply_to_type)
{
    kern_return_t kr = memory_object_set_attributes_common(object, TRUE, may_cache, copy_strategy);

    if (IP_VALID(reply_to))
        (void)memory_object_change_completed(reply_to, reply_to_type, may_cache, copy_strategy);
    return kr;
}

kern_return_t memory_object_get_attributes(vm_object_t object, boolean_t *object_ready,
                                           boolean_t *may_cache,
                                           memory_object_copy_strategy_t *copy_strategy)
{
    if (object == VM_OBJECT_NULL)
        return KERN_INVALID_ARGUMENT;
    *may_cache = object->can_persist;
    *object_ready = object->pager_ready;
    *copy_strategy = object->copy_strategy;
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}
