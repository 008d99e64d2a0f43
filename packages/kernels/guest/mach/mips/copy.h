/*
 * Between the kernel and the memory of the running thread's task (copy.S). Nonzero: an address was none,
 * or a page could not be had. They may wait for a pager.
 */
#ifndef MIPS_COPY_H
#define MIPS_COPY_H

#include <mach/boolean.h>
#include <mach/vm_types.h>

boolean_t copyin(const void *user, void *kernel, vm_size_t size);
boolean_t copyout(const void *kernel, void *user, vm_size_t size);
/* Of messages: both addresses and the size are multiples of 4, and the size is not 0. */
boolean_t copyinmsg(const void *user, void *kernel, vm_size_t size);
boolean_t copyoutmsg(const void *kernel, void *user, vm_size_t size);
/* Is no device there? A read of a word in kseg1. */
boolean_t check_memory(const volatile void *address);

#endif
