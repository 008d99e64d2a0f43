/*
 * Pages, and the bounds of spaces.
 */
#ifndef MACH_VM_PARAM_H
#define MACH_VM_PARAM_H

#include <mach/vm_types.h>

#ifndef PAGE_SIZE
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096
#endif
#define PAGE_MASK (PAGE_SIZE - 1)

#define round_page(x) (((vm_offset_t)(x) + PAGE_MASK) & ~(vm_offset_t)PAGE_MASK)
#define trunc_page(x) ((vm_offset_t)(x) & ~(vm_offset_t)PAGE_MASK)
#define page_aligned(x) (((vm_offset_t)(x) & PAGE_MASK) == 0)
#define atop(x) ((vm_size_t)(x) >> PAGE_SHIFT)
#define ptoa(x) ((vm_offset_t)(x) << PAGE_SHIFT)

/* Page 0 is in no space, so that nobody reads through a null pointer. */
#define VM_MIN_ADDRESS ((vm_offset_t)0x00001000)
#define VM_MAX_ADDRESS ((vm_offset_t)0x80000000)
/* Where memory is sought whose place is left to the kernel: above programs' text and data. */
#define VM_ANYWHERE_ADDRESS ((vm_offset_t)0x20000000)

/* The kernel's mapped memory; below it lies the page-table window (mips/pmap.h). */
#define VM_MIN_KERNEL_ADDRESS ((vm_offset_t)0xc0200000)
#define VM_MAX_KERNEL_ADDRESS ((vm_offset_t)0xc4200000)

#endif
