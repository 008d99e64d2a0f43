/* Memory of any size: zones of powers of two up to half a page, above that the kernel's map. */
#ifndef KERN_KALLOC_H
#define KERN_KALLOC_H

#include <mach/vm_types.h>

#define KALLOC_MINSIZE 16
#define KALLOC_MAX 2048 /* of a zone's elements */

vm_offset_t kalloc(vm_size_t size); /* 0 only above KALLOC_MAX, when the map is full */
vm_offset_t kget(vm_size_t size);   /* does not wait; at most KALLOC_MAX */
void kfree(vm_offset_t data, vm_size_t size);
void kalloc_init(void);

#endif
