/*
 * Page faults (Mach 3.0's vm_fault): what an address is of, its page, and the translation. A thread in
 * user mode gives up its stack while it waits, and goes on at vm_fault_continue().
 */
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>
#include <kern/zalloc.h>
#include <vm/vm_fault.h>
#include <vm/vm_page.h>
#include <vm/vm_pageout.h>
#include <vm/vm_user.h>

#include "vm_fault_private.h"

static zone_t vm_fault_state_zone;

void vm_fault_init(void)
{
    vm_fault_state_zone = zinit(sizeof(struct vm_fault_state), 1024 * sizeof(struct vm_fault_state), 0,
                                FALSE, "vm fault state");
}

/* ---- a thread that comes back without its stack ---- */

void vm_fault_continue(void)
{
    vm_fault_state_t state = current_fault_state();

    (void)vm_fault(state->map, state->vaddr, state->fault_type, state->change_wiring, TRUE,
                   state->continuation);
}

/* The page could not be had at once: what is to be done for the next attempt, and what is the answer if
 * there is none. TRUE: try again. */
static boolean_t vm_fault_again(vm_fault_return_t why, boolean_t of_user, kern_return_t *answer)
{
    switch (why) {
    case VM_FAULT_RETRY:
        return TRUE;
    case VM_FAULT_MEMORY_SHORTAGE:
        if (vm_pageout_hopeless) {
            *answer = KERN_RESOURCE_SHORTAGE;
            return FALSE;
        }
        vm_page_wait((void (*)(void))0);
        return TRUE;
    case VM_FAULT_FICTITIOUS_SHORTAGE:
        vm_page_more_fictitious();
        return TRUE;
    case VM_FAULT_INTERRUPTED:
        /* The program faults again, if it goes on; a copy from or to it is given up if it does not. */
        *answer = !of_user && thread_should_halt(current_thread()) ? KERN_ABORTED : KERN_SUCCESS;
        return FALSE;
    default:
        *answer = KERN_MEMORY_ERROR;
        return FALSE;
    }
}

/* A page that is not used after all. */
static void vm_fault_drop(vm_object_t object, vm_page_t page, vm_page_t top_page)
{
    PAGE_WAKEUP_DONE(page);
    if (!page->active && !page->inactive)
        vm_page_activate(page);
    vm_fault_cleanup(page->object, top_page);
    vm_object_deallocate(object);
}

/* The map is locked for reading: the page becomes the address's, and what has been held is let go. */
static void vm_fault_enter(vm_map_t map, vm_offset_t vaddr, vm_object_t object, vm_page_t page,
                           vm_page_t top_page, vm_prot_t prot, boolean_t change_wiring, boolean_t wired)
{
    pmap_enter(map->pmap, vaddr, page->phys_addr, prot, wired);
    if (change_wiring) {
        if (wired)
            vm_page_wire(page);
        else
            vm_page_unwire(page);
    } else if (!page->active && !page->inactive) {
        vm_page_activate(page);
    }
    vm_map_verify_done(map, 0);
    PAGE_WAKEUP_DONE(page);
    vm_fault_cleanup(page->object, top_page);
    vm_object_deallocate(object);
}

kern_return_t vm_fault(vm_map_t map, vm_offset_t vaddr, vm_prot_t fault_type, boolean_t change_wiring,
                       boolean_t resume, void (*continuation)(kern_return_t result))
{
    vm_fault_state_t state = 0;
    vm_map_version_t version;
    vm_page_t page, top_page;
    vm_object_t object;
    vm_offset_t offset;
    boolean_t wired;
    vm_fault_return_t why;
    kern_return_t kr;
    vm_prot_t prot;

    if (resume) {
        state = current_fault_state();
        version = state->version;
        wired = state->wired;
        object = state->object;
        offset = state->offset;
        prot = state->prot;
        why = vm_fault_page(object, offset, fault_type, FALSE, TRUE, &prot, &page, &top_page, TRUE,
                            vm_fault_continue);
        goto after_vm_fault_page;
    }
    if (continuation != 0) {
        state = (vm_fault_state_t)zalloc(vm_fault_state_zone);
        current_thread()->saved.other[0] = state;
    }
    vm_stat.faults++;
retry:
    kr = vm_map_lookup(&map, trunc_page(vaddr), fault_type, &version, &object, &offset, &prot, &wired);
    if (kr != KERN_SUCCESS)
        goto done;
    vm_object_paging_begin(object);
    if (wired)
        fault_type = prot | fault_type; /* all of it now: wired pages do not fault */
    if (continuation != 0) {
        state->map = map;
        state->vaddr = vaddr;
        state->fault_type = fault_type;
        state->change_wiring = change_wiring;
        state->continuation = continuation;
        state->version = version;
        state->wired = wired;
        state->object = object;
        state->offset = offset;
        state->prot = prot;
        why = vm_fault_page(object, offset, fault_type, FALSE, !change_wiring, &prot, &page, &top_page,
                            FALSE, vm_fault_continue);
    } else {
        why = vm_fault_page(object, offset, change_wiring && !wired ? VM_PROT_NONE : fault_type,
                            change_wiring && !wired, !change_wiring, &prot, &page, &top_page, FALSE,
                            (void (*)(void))0);
    }
after_vm_fault_page:
    if (why != VM_FAULT_SUCCESS) {
        vm_object_deallocate(object);
        if (vm_fault_again(why, continuation != 0, &kr))
            goto retry;
        goto done;
    }
    if (!vm_map_verify(map, &version)) { /* it has changed meanwhile */
        vm_fault_drop(object, page, top_page);
        goto retry;
    }
    vm_fault_enter(map, trunc_page(vaddr), object, page, top_page, prot, change_wiring, wired);
    kr = KERN_SUCCESS;
done:
    if (continuation != 0) {
        zfree(vm_fault_state_zone, (vm_offset_t)state);
        (*continuation)(kr);
    }
    return kr;
}
