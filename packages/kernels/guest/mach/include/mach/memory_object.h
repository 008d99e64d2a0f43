/*
 * External memory objects: what kernel and pager say to each other.
 *
 *      memory object   the pager's port: it receives what the kernel asks
 *      control         the kernel's port for the object: it receives what the pager answers
 *      name            the kernel's port by which vm_region tells objects apart
 */
#ifndef MACH_MEMORY_OBJECT_H
#define MACH_MEMORY_OBJECT_H

#include <mach/port.h>
#include <mach/vm_types.h>

typedef mach_port_t memory_object_t;
typedef mach_port_t memory_object_control_t;
typedef mach_port_t memory_object_name_t;

/* How the kernel may copy the object's memory. */
typedef int memory_object_copy_strategy_t;
#define MEMORY_OBJECT_COPY_NONE 0  /* at once, page by page */
#define MEMORY_OBJECT_COPY_CALL 1  /* the pager is asked; here as NONE */
#define MEMORY_OBJECT_COPY_DELAY 2 /* copy on write: only the kernel's own changes change it */
#define MEMORY_OBJECT_COPY_TEMPORARY 3 /* the kernel's own objects */

/* What memory_object_lock_request gives back. */
typedef int memory_object_return_t;
#define MEMORY_OBJECT_RETURN_NONE 0
#define MEMORY_OBJECT_RETURN_DIRTY 1
#define MEMORY_OBJECT_RETURN_ALL 2

#define MEMORY_OBJECT_NULL MACH_PORT_NULL

#endif
