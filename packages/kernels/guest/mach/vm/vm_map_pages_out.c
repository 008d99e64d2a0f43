/*
 * What becomes of lists of pages (Mach 3.0's vm_map_copyout_page_list, vm_map_copy_page_discard): they go
 * back, or become nobody's, or an object in a map.
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/zalloc.h>
#include <vm/vm_map.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>

void vm_map_copy_page_discard(vm_map_copy_t copy)
{
    while (copy->cpy_npages > 0) {
        vm_page_t page = copy->cpy_page_list[--copy->cpy_npages];

        if (page == VM_PAGE_NULL)
            continue;
        if (page->tabled) {
            vm_object_t object = page->object;

            PAGE_WAKEUP_DONE(page);
            if (!page->active && !page->inactive && page->wire_count == 0)
                vm_page_activate(page);
            vm_object_paging_end(object);
        } else {
            vm_page_free(page);
        }
    }
}

void vm_map_copy_steal_pages(vm_map_copy_t copy)
{
    for (int i = 0; i < copy->cpy_npages; i++)
        if (copy->cpy_page_list[i]->tabled)
            while ((copy->cpy_page_list[i] = vm_page_steal_copy(copy->cpy_page_list[i])) == VM_PAGE_NULL)
                panic("vm_map_copy_steal_pages: no memory");
}

/* An object of the pages of a list and of those that its continuation has. */
static kern_return_t vm_map_pages_object(vm_map_copy_t copy, vm_object_t object)
{
    vm_map_copy_t piece = copy, next;
    vm_offset_t offset = 0;
    kern_return_t kr;

    for (;;) {
        vm_map_copy_steal_pages(piece);
        for (int i = 0; i < piece->cpy_npages; i++, offset += PAGE_SIZE) {
            vm_page_t page = piece->cpy_page_list[i];

            vm_page_insert(page, object, offset);
            page->dirty = TRUE;
            vm_page_activate(page);
            PAGE_WAKEUP_DONE(page);
        }
        piece->cpy_npages = 0;
        if (!vm_map_copy_has_cont(piece))
            break;
        kr = vm_map_copy_invoke_cont(piece, &next);
        piece->cpy_cont = (vm_map_copy_cont_fn)0;
        if (piece != copy)
            vm_map_copy_discard(piece);
        if (kr != KERN_SUCCESS)
            return kr;
        piece = next;
    }
    if (piece != copy)
        vm_map_copy_discard(piece);
    return KERN_SUCCESS;
}

kern_return_t vm_map_copyout_page_list(vm_map_t map, vm_offset_t *address, vm_map_copy_t copy)
{
    vm_offset_t start = 0, source = trunc_page(copy->offset);
    vm_size_t size = round_page(copy->offset + copy->size) - source;
    vm_object_t object = vm_object_allocate(size);
    kern_return_t kr = vm_map_pages_object(copy, object);

    if (kr == KERN_SUCCESS)
        kr = vm_map_enter(map, &start, size, 0, TRUE, object, 0, FALSE, VM_PROT_DEFAULT, VM_PROT_ALL,
                          VM_INHERIT_DEFAULT);
    if (kr != KERN_SUCCESS) {
        vm_object_deallocate(object);
        return kr;
    }
    *address = start + (copy->offset - source);
    zfree(vm_map_copy_zone, (vm_offset_t)copy);
    return KERN_SUCCESS;
}
