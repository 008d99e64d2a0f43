/* The start of memory (Mach 3.0's vm/vm_init.c). */
#include <kern/kalloc.h>
#include <kern/zalloc.h>
#include <vm/pmap.h>
#include <vm/vm_fault.h>
#include <vm/vm_init.h>
#include <vm/vm_kern.h>
#include <vm/vm_object.h>
#include <vm/vm_page.h>

void vm_mem_bootstrap(void)
{
    vm_offset_t start, end;

    pmap_bootstrap();
    vm_page_bootstrap(&start, &end);
    zone_bootstrap();
    vm_object_bootstrap();
    vm_map_init();
    kmem_init(start, end);
    pmap_init();
    zone_init();
    kalloc_init();
    vm_fault_init();
    vm_page_module_init();
}

void vm_mem_init(void)
{
    vm_object_init();
}
