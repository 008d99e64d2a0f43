/*
 * The kernel's own mapped memory (Mach 3.0's vm/vm_kern.h): kernel_map is kseg2, and parts of it have
 * maps of their own. All of it is wired but what kmem_alloc_pageable gives.
 */
#ifndef VM_VM_KERN_H
#define VM_VM_KERN_H

#include <vm/vm_map.h>

extern vm_map_t kernel_map;

void kmem_init(vm_offset_t start, vm_offset_t end);
kern_return_t kmem_alloc(vm_map_t map, vm_offset_t *address, vm_size_t size);       /* may be rubbish */
kern_return_t kmem_alloc_wired(vm_map_t map, vm_offset_t *address, vm_size_t size); /* of kernel_object */
kern_return_t kmem_alloc_aligned(vm_map_t map, vm_offset_t *address, vm_size_t size);
kern_return_t kmem_alloc_pageable(vm_map_t map, vm_offset_t *address, vm_size_t size);
/* A larger piece with the same pages, and more; the old one is still to be freed, with the old size. */
kern_return_t kmem_realloc(vm_map_t map, vm_offset_t old_address, vm_size_t old_size,
                           vm_offset_t *new_address, vm_size_t new_size);
void kmem_free(vm_map_t map, vm_offset_t address, vm_size_t size);
vm_map_t kmem_suballoc(vm_map_t parent, vm_offset_t *min, vm_offset_t *max, vm_size_t size,
                       boolean_t pageable);
/* Pages of a page list where the kernel can reach them, without a fault. */
kern_return_t kmem_io_map_copyout(vm_map_t map, vm_offset_t *address, vm_offset_t *allocated,
                                  vm_size_t *allocated_size, vm_map_copy_t copy, vm_size_t min_size);
void kmem_io_map_deallocate(vm_map_t map, vm_offset_t address, vm_size_t size);
/* Between the kernel and a map: the running thread's, or the kernel's. TRUE: a bad address. */
boolean_t copyinmap(vm_map_t map, const void *from, void *to, vm_size_t size);
boolean_t copyoutmap(vm_map_t map, const void *from, void *to, vm_size_t size);

#endif
