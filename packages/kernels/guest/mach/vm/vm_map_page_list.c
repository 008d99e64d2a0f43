/*
 * Memory as a list of pages (Mach 3.0's vm_map_copyin_page_list): for the kernel's own services, which
 * take it apart by pages. Eight pages a piece, more by a continuation. A page of the list is either
 * still its object's, busy and with paging in progress; or, if pages are stolen, nobody's.
 */
#include <kern/kalloc.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <vm/vm_fault.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>

/* What there is still to come, and what is to be removed when all has. */
typedef struct vm_map_copyin_args {
    vm_map_t map; /* a reference */
    vm_offset_t address;
    vm_size_t size;
    vm_offset_t destroy_address;
    vm_size_t destroy_size;
    boolean_t steal_pages, src_destroy;
} *vm_map_copyin_args_t;

/* The object's own page, of which nobody else could see that it goes. */
static boolean_t vm_page_may_be_taken(vm_page_t page, vm_page_t top_page, vm_object_t object,
                                      vm_prot_t prot)
{
    return top_page == VM_PAGE_NULL && page->object == object && object->internal && object->temporary &&
           object->ref_count == 2 && object->copy == VM_OBJECT_NULL && !object->use_shared_copy &&
           prot & VM_PROT_WRITE;
}

/* It is nobody's, and mapped nowhere. */
static void vm_page_take(vm_page_t page)
{
    vm_object_paging_end(page->object);
    pmap_page_protect(page->phys_addr, VM_PROT_NONE);
    vm_page_remove(page);
    VM_PAGE_QUEUES_REMOVE(page);
    if (page->wire_count != 0) {
        page->wire_count = 0;
        vm_page_wire_count--;
    }
    PAGE_WAKEUP(page);
}

/* VM_PAGE_NULL: there is no memory. */
static vm_page_t vm_page_duplicate(vm_page_t page)
{
    vm_page_t copy;

    while ((copy = vm_page_grab()) == VM_PAGE_NULL && !vm_pageout_hopeless)
        vm_page_wait((void (*)(void))0);
    if (copy != VM_PAGE_NULL)
        vm_page_copy(page, copy);
    return copy;
}

vm_page_t vm_page_steal_copy(vm_page_t page)
{
    vm_page_t copy = vm_page_duplicate(page);

    PAGE_WAKEUP_DONE(page);
    if (!page->active && !page->inactive && page->wire_count == 0)
        vm_page_activate(page);
    vm_object_paging_end(page->object);
    return copy;
}

/* The page, if the list has it already, for memory may be mapped twice: we would wait for ourselves. */
static vm_page_t vm_map_listed_page(const struct vm_map_copy *copy, vm_object_t object, vm_offset_t offset)
{
    vm_page_t page;

    if (copy->cpy_npages == 0)
        return VM_PAGE_NULL;
    while ((page = vm_page_lookup(object, offset)) == VM_PAGE_NULL && object->shadow != VM_OBJECT_NULL) {
        offset += object->shadow_offset;
        object = object->shadow;
    }
    if (page != VM_PAGE_NULL && page->busy)
        for (int i = 0; i < copy->cpy_npages; i++)
            if (copy->cpy_page_list[i] == page)
                return page;
    return VM_PAGE_NULL;
}

/* The page of an address, for a list; and may it be taken as it is, if its range is to be destroyed? */
static kern_return_t vm_map_copyin_page(vm_map_t map, vm_offset_t va, const struct vm_map_copy *copy,
                                        vm_page_t *result, boolean_t *may_be_taken)
{
    vm_map_version_t version;
    vm_page_t page, top_page;
    vm_object_t object;
    vm_fault_return_t why;
    vm_offset_t offset;
    boolean_t wired;
    kern_return_t kr;
    vm_prot_t prot;

    for (;;) {
        if ((kr = vm_map_lookup(&map, va, VM_PROT_READ, &version, &object, &offset, &prot, &wired)) !=
            KERN_SUCCESS)
            return kr;
        if ((page = vm_map_listed_page(copy, object, offset)) != VM_PAGE_NULL) {
            *result = vm_page_duplicate(page);
            *may_be_taken = FALSE;
            vm_object_deallocate(object);
            return *result == VM_PAGE_NULL ? KERN_RESOURCE_SHORTAGE : KERN_SUCCESS;
        }
        vm_object_paging_begin(object);
        why = vm_fault_page(object, offset, VM_PROT_READ, FALSE, FALSE, &prot, &page, &top_page, FALSE, 0);
        if (why == VM_FAULT_SUCCESS)
            break;
        vm_object_deallocate(object);
        if (why == VM_FAULT_MEMORY_SHORTAGE) {
            if (vm_pageout_hopeless)
                return KERN_RESOURCE_SHORTAGE;
            vm_page_wait((void (*)(void))0);
        } else if (why == VM_FAULT_FICTITIOUS_SHORTAGE) {
            vm_page_more_fictitious();
        } else if (why != VM_FAULT_RETRY) {
            return KERN_MEMORY_ERROR;
        }
    }
    *may_be_taken = vm_page_may_be_taken(page, top_page, object, prot);
    if (top_page != VM_PAGE_NULL) {
        vm_page_free(top_page);
        vm_object_paging_end(object);
    }
    *result = page;
    vm_object_deallocate(object);
    return KERN_SUCCESS;
}

/* Pages of a list become nobody's, now that all are there. */
static kern_return_t vm_map_steal_list(vm_map_copy_t copy, const boolean_t *may_be_taken)
{
    for (int i = 0; i < copy->cpy_npages; i++) {
        vm_page_t page = copy->cpy_page_list[i];

        if (!page->tabled)
            continue; /* a copy already */
        if (may_be_taken[i] && page->object->ref_count == 1 && page->object->copy == VM_OBJECT_NULL)
            vm_page_take(page);
        else if ((copy->cpy_page_list[i] = vm_page_steal_copy(page)) == VM_PAGE_NULL)
            return KERN_RESOURCE_SHORTAGE;
    }
    return KERN_SUCCESS;
}

/* The range is more than a piece: the rest can be had by the copy's continuation. */
static void vm_map_copyin_set_cont(vm_map_copy_t copy, vm_map_t map, vm_offset_t address, vm_offset_t end,
                                   vm_offset_t start, boolean_t src_destroy, boolean_t steal_pages)
{
    vm_map_copyin_args_t args = (vm_map_copyin_args_t)kalloc(sizeof *args);

    vm_map_reference(args->map = map);
    args->address = address;
    args->size = end - address;
    args->destroy_address = start;
    args->destroy_size = src_destroy ? end - start : 0;
    args->src_destroy = src_destroy;
    args->steal_pages = steal_pages;
    copy->cpy_cont = vm_map_copyin_page_list_cont;
    copy->cpy_cont_args = args;
}

kern_return_t vm_map_copyin_page_list(vm_map_t map, vm_offset_t address, vm_size_t size,
                                      boolean_t src_destroy, boolean_t steal_pages, vm_map_copy_t *result,
                                      boolean_t is_cont)
{
    vm_offset_t start = trunc_page(address), end = round_page(address + size), stop;
    boolean_t may_be_taken[VM_MAP_COPY_PAGE_LIST_MAX];
    kern_return_t kr = KERN_SUCCESS;
    vm_map_copy_t copy;

    if (size == 0) {
        *result = VM_MAP_COPY_NULL;
        return KERN_SUCCESS;
    }
    if (end <= start)
        return KERN_INVALID_ADDRESS;
    if (src_destroy)
        steal_pages = TRUE; /* their objects are to go */
    copy = (vm_map_copy_t)zalloc(vm_map_copy_zone);
    copy->type = VM_MAP_COPY_PAGE_LIST;
    copy->offset = address;
    copy->size = size;
    copy->cpy_npages = 0;
    copy->cpy_cont = (vm_map_copy_cont_fn)0;
    copy->cpy_cont_args = 0;
    stop = end - start > VM_MAP_COPY_PAGE_LIST_MAX * PAGE_SIZE
               ? start + VM_MAP_COPY_PAGE_LIST_MAX * PAGE_SIZE
               : end;
    for (vm_offset_t va = start; va < stop && kr == KERN_SUCCESS; va += PAGE_SIZE) {
        int n = copy->cpy_npages;

        kr = vm_map_copyin_page(map, va, copy, &copy->cpy_page_list[n], &may_be_taken[n]);
        if (kr == KERN_SUCCESS) {
            may_be_taken[n] &= src_destroy;
            copy->cpy_npages++;
        }
    }
    if (kr == KERN_SUCCESS && steal_pages)
        kr = vm_map_steal_list(copy, may_be_taken);
    if (kr != KERN_SUCCESS) {
        vm_map_copy_discard(copy);
        return kr;
    }
    if (stop < end)
        vm_map_copyin_set_cont(copy, map, stop, address + size, start, src_destroy, steal_pages);
    else if (src_destroy && !is_cont)
        (void)vm_map_remove(map, start, end);
    *result = copy;
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyin_page_list_cont(void *arguments, vm_map_copy_t *result)
{
    vm_map_copyin_args_t args = (vm_map_copyin_args_t)arguments;
    kern_return_t kr = KERN_SUCCESS;

    if (result != 0)
        kr = vm_map_copyin_page_list(args->map, args->address, args->size, args->src_destroy,
                                     args->steal_pages, result, TRUE);
    if (result != 0 && kr == KERN_SUCCESS && vm_map_copy_has_cont(*result)) { /* it removes the range */
        vm_map_copyin_args_t next = (vm_map_copyin_args_t)(*result)->cpy_cont_args;

        next->destroy_address = args->destroy_address;
        next->destroy_size = args->destroy_size;
    } else if (args->destroy_size != 0) {
        (void)vm_map_remove(args->map, trunc_page(args->destroy_address),
                            round_page(args->destroy_address + args->destroy_size));
    }
    vm_map_deallocate(args->map);
    kfree((vm_offset_t)args, sizeof *args);
    return kr;
}
