/*
 * The machine's types of addresses, sizes and numbers.
 */
#ifndef MACH_VM_TYPES_H
#define MACH_VM_TYPES_H

#include <stdint.h>

typedef uintptr_t vm_offset_t;
typedef uintptr_t vm_size_t;
typedef unsigned int natural_t;
typedef int integer_t;

#endif
