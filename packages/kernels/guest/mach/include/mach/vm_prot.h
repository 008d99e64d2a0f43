/*
 * What may be done with memory.
 */
#ifndef MACH_VM_PROT_H
#define MACH_VM_PROT_H

typedef int vm_prot_t;

#define VM_PROT_NONE 0
#define VM_PROT_READ 1
#define VM_PROT_WRITE 2
#define VM_PROT_EXECUTE 4
/* Of memory that vm_allocate makes. Who wants to execute it says so, and gets a clean cache for it. */
#define VM_PROT_DEFAULT (VM_PROT_READ | VM_PROT_WRITE)
#define VM_PROT_ALL (VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE)
/* Only to memory_object_lock_request: as it was. */
#define VM_PROT_NO_CHANGE 8

#endif
