/* A fault on its way, where a thread that gives up its stack leaves it: saved.other[0]. */
#ifndef VM_VM_FAULT_PRIVATE_H
#define VM_VM_FAULT_PRIVATE_H

#include <vm/vm_fault.h>

/* vm_fault_page() walks from the first object along its shadows; each object on the way, and the first,
 * has paging in progress. */
struct vm_fault_walk {
    vm_object_t first_object;
    vm_offset_t first_offset;
    vm_object_t object; /* where it is */
    vm_offset_t offset;
    vm_page_t first_m; /* the first object's page, busy, once it has been left; or none */
    vm_prot_t access;  /* what is wanted of the page */
    boolean_t must_be_resident, interruptible;
};

typedef struct vm_fault_state {
    vm_map_t map;
    vm_offset_t vaddr;
    vm_prot_t fault_type;
    boolean_t change_wiring;
    void (*continuation)(kern_return_t result);
    vm_map_version_t version;
    boolean_t wired;
    vm_object_t object;
    vm_offset_t offset;
    vm_prot_t prot;
    struct vm_fault_walk walk;
} *vm_fault_state_t;

#define VM_FAULT_CONTINUE (-1) /* look again, at the object where the walk is */

/* ---- vm_fault_page.c ---- */
vm_fault_return_t vm_fault_fail(struct vm_fault_walk *walk, vm_fault_return_t why);
/* The wait has been asserted. With a continuation the thread comes back by vm_fault_page's `resume`. */
vm_fault_return_t vm_fault_block(struct vm_fault_walk *walk, void (*continuation)(void));

/* ---- vm_fault_copy.c ---- */
vm_fault_return_t vm_fault_settle(struct vm_fault_walk *walk, vm_prot_t fault_type, vm_prot_t *protection,
                                  vm_page_t *result, void (*continuation)(void));

#define current_fault_state() ((vm_fault_state_t)current_thread()->saved.other[0])

#endif
