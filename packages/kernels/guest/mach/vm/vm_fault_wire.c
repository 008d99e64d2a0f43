/* Faults of ranges that are wired, or no longer (Mach 3.0's vm_fault_wire, vm_fault_unwire). */
#include <ipc/ipc_port.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <vm/vm_fault.h>
#include <vm/vm_page.h>
#include <vm/vm_user.h>

/* The entry is in transition, its object is there and is its own: pages of it are wired one by one. */
kern_return_t vm_fault_wire(vm_map_t map, vm_map_entry_t entry)
{
    vm_offset_t end = entry->vme_end;
    kern_return_t kr;

    for (vm_offset_t va = entry->vme_start; va < end; va += PAGE_SIZE)
        if (vm_fault_wire_fast(map, va, entry) != KERN_SUCCESS &&
            (kr = vm_fault(map, va, VM_PROT_NONE, TRUE, FALSE, 0)) != KERN_SUCCESS) {
            struct vm_map_entry done = *entry;

            done.vme_end = va; /* what has been wired before */
            vm_fault_unwire(map, &done);
            return kr;
        }
    return KERN_SUCCESS;
}

/* The page that was wired must be there, in the object or behind it. */
void vm_fault_unwire(vm_map_t map, vm_map_entry_t entry)
{
    vm_object_t object = entry->object.vm_object;
    vm_page_t page, top_page;
    vm_fault_return_t why;
    vm_prot_t prot;

    for (vm_offset_t va = entry->vme_start; va < entry->vme_end; va += PAGE_SIZE) {
        pmap_change_wiring(map->pmap, va, FALSE);
        if (object == VM_OBJECT_NULL)
            continue;
        do {
            prot = VM_PROT_NONE;
            vm_object_paging_begin(object);
            why = vm_fault_page(object, entry->offset + (va - entry->vme_start), VM_PROT_NONE, TRUE, FALSE,
                                &prot, &page, &top_page, FALSE, 0);
        } while (why == VM_FAULT_RETRY);
        if (why != VM_FAULT_SUCCESS)
            continue; /* an error of its pager's: it is not there any more */
        vm_page_unwire(page);
        PAGE_WAKEUP_DONE(page);
        vm_fault_cleanup(page->object, top_page);
    }
}

/* If the object has the page at hand, nothing else need be looked at. */
kern_return_t vm_fault_wire_fast(vm_map_t map, vm_offset_t va, vm_map_entry_t entry)
{
    vm_object_t object = entry->object.vm_object;
    vm_page_t page;

    if (entry->is_sub_map || object == VM_OBJECT_NULL)
        return KERN_FAILURE;
    page = vm_page_lookup(object, entry->offset + (va - entry->vme_start));
    if (page == VM_PAGE_NULL || page->error || page->busy || page->absent ||
        (entry->protection & page->page_lock) != 0 || object->copy != VM_OBJECT_NULL)
        return KERN_FAILURE;
    vm_stat.faults++;
    vm_page_wire(page);
    page->busy = TRUE;
    vm_object_paging_begin(object);
    pmap_enter(map->pmap, va, page->phys_addr, entry->protection, TRUE);
    PAGE_WAKEUP_DONE(page);
    vm_object_paging_end(object);
    return KERN_SUCCESS;
}
