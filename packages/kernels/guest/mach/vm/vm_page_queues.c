/* Queues of pages by use, and wiring (Mach 3.0's vm/vm_resident.c). */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <vm/vm_page.h>

queue_head_t vm_page_queue_active, vm_page_queue_inactive;
int vm_page_active_count, vm_page_inactive_count, vm_page_wire_count;

void vm_page_wire(vm_page_t page)
{
    if (page->wire_count == 0) {
        VM_PAGE_QUEUES_REMOVE(page);
        if (!page->private && !page->fictitious)
            vm_page_wire_count++;
    }
    page->wire_count++;
}

void vm_page_unwire(vm_page_t page)
{
    if (--page->wire_count == 0) {
        queue_enter(&vm_page_queue_active, page, vm_page_t, pageq);
        page->active = TRUE;
        vm_page_active_count++;
        if (!page->private && !page->fictitious)
            vm_page_wire_count--;
    }
}

/* Nobody has it mapped afterwards: whoever uses it still, faults and makes it active again. */
void vm_page_deactivate(vm_page_t page)
{
    page->reference = FALSE;
    if (page->active || (!page->inactive && page->wire_count == 0)) {
        if (!page->fictitious && !page->private && !page->absent)
            pmap_clear_reference(page->phys_addr);
        if (page->active) {
            queue_remove(&vm_page_queue_active, page, vm_page_t, pageq);
            page->active = FALSE;
            vm_page_active_count--;
        }
        queue_enter(&vm_page_queue_inactive, page, vm_page_t, pageq);
        page->inactive = TRUE;
        vm_page_inactive_count++;
    }
}

void vm_page_activate(vm_page_t page)
{
    if (page->inactive) {
        queue_remove(&vm_page_queue_inactive, page, vm_page_t, pageq);
        vm_page_inactive_count--;
        page->inactive = FALSE;
    }
    if (page->wire_count == 0) {
        if (page->active)
            panic("vm_page_activate: already active");
        queue_enter(&vm_page_queue_active, page, vm_page_t, pageq);
        page->active = TRUE;
        vm_page_active_count++;
    }
}
