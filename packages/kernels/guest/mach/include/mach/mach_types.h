/* Types that tasks know by these names: rights to the kernel's objects, addresses, arrays of them. */
#ifndef MACH_MACH_TYPES_H
#define MACH_MACH_TYPES_H

#include <mach/message.h>
#include <mach/vm_types.h>

typedef vm_offset_t vm_address_t;
typedef vm_offset_t pointer_t;
typedef mach_port_t *thread_array_t;
typedef mach_port_t *task_array_t;

#endif
