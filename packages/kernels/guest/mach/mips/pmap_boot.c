/*
 * The start of memory: what is left of it when the kernel has been loaded is taken in pieces, through
 * kseg0, until the rest is handed over as pages (Mach 3.0's pmap_bootstrap, pmap_startup).
 */
#include <kern/printf.h>
#include <mips/machine.h>
#include <vm/vm_page.h>

#include "pmap_private.h"

vm_offset_t pmap_first_phys, pmap_last_phys;
pv_entry_t pv_head_table;
unsigned char *pmap_page_state;
zone_t pv_list_zone, pmap_zone;
uint32_t pmap_no_ptes;

void pmap_bootstrap(void)
{
    avail_start = round_page(avail_start);
    avail_end = trunc_page(avail_end);
    kernel_pmap->ref_count = 1;
    kernel_pmap->ptebase = TABLE_WINDOW;
    pmap_no_ptes = (uint32_t)(pmap_steal_memory(PAGE_SIZE) - KSEG0) | LO_V; /* not to be written */
}

vm_offset_t pmap_steal_memory(vm_size_t bytes)
{
    vm_offset_t memory = phystokv(avail_start);

    bytes = round_page(bytes);
    if (avail_end - avail_start < bytes)
        panic("pmap_steal_memory: %u bytes are too many", (unsigned)bytes);
    avail_start += bytes;
    bzero((void *)memory, bytes);
    return memory;
}

unsigned pmap_free_pages(void)
{
    return (unsigned)atop(avail_end - avail_start);
}

void pmap_startup(vm_offset_t *start, vm_offset_t *end)
{
    unsigned pages = pmap_free_pages();
    vm_page_t array, *of_frame;

    pv_head_table = (pv_entry_t)pmap_steal_memory(pages * sizeof *pv_head_table);
    pmap_page_state = (unsigned char *)pmap_steal_memory(pages);
    array = (vm_page_t)pmap_steal_memory(pages * sizeof *array);
    of_frame = (vm_page_t *)pmap_steal_memory(pages * sizeof *of_frame);
    pmap_first_phys = avail_start;
    pmap_last_phys = avail_end;
    vm_page_create(array, of_frame, pmap_first_phys, pmap_last_phys);
    avail_start = avail_end;
    *start = VM_MIN_KERNEL_ADDRESS;
    *end = VM_MAX_KERNEL_ADDRESS;
}

void pmap_init(void)
{
    pmap_zone = zinit(sizeof(struct pmap), 4096 * sizeof(struct pmap), 0, FALSE, "pmap");
    pv_list_zone = zinit(sizeof(struct pv_entry), 65536 * sizeof(struct pv_entry), 0, FALSE, "pv_list");
}
