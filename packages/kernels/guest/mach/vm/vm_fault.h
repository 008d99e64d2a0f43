/* Page faults (Mach 3.0's vm/vm_fault.h). */
#ifndef VM_VM_FAULT_H
#define VM_VM_FAULT_H

#include <vm/vm_map.h>
#include <vm/vm_page.h>

typedef kern_return_t vm_fault_return_t;
#define VM_FAULT_SUCCESS 0
#define VM_FAULT_RETRY 1
#define VM_FAULT_INTERRUPTED 2
#define VM_FAULT_MEMORY_SHORTAGE 3
#define VM_FAULT_FICTITIOUS_SHORTAGE 4
#define VM_FAULT_MEMORY_ERROR 5

void vm_fault_init(void);

/*
 * A fault at an address of a map. With a continuation the thread may give up its stack to wait: then it
 * goes on at vm_fault_continue(), which calls the continuation with the result, and so does vm_fault if
 * it need not wait. Without one it returns the result. Only for the running thread's faults in user
 * mode, for the place of the state is saved.other[0].
 */
kern_return_t vm_fault(vm_map_t map, vm_offset_t address, vm_prot_t fault_type, boolean_t change_wiring,
                       boolean_t resume, void (*continuation)(kern_return_t result));
void vm_fault_continue(void);

/* The page of an object, busy, and the first object's page that stands for it meanwhile. The caller has
 * begun paging of the object and gives up its reference to that unless the result is success. */
vm_fault_return_t vm_fault_page(vm_object_t first_object, vm_offset_t first_offset, vm_prot_t fault_type,
                                boolean_t must_be_resident, boolean_t interruptible,
                                vm_prot_t *protection, vm_page_t *result_page, vm_page_t *top_page,
                                boolean_t resume, void (*continuation)(void));
void vm_fault_cleanup(vm_object_t object, vm_page_t top_page);

kern_return_t vm_fault_wire(vm_map_t map, vm_map_entry_t entry);
void vm_fault_unwire(vm_map_t map, vm_map_entry_t entry);
kern_return_t vm_fault_wire_fast(vm_map_t map, vm_offset_t address, vm_map_entry_t entry);

#endif
