/* Less may be done with a range, or more (Mach 3.0's pmap_protect). */
#include <kern/printf.h>

#include "pmap_private.h"

static void pmap_protect_range(pmap_t pmap, vm_offset_t va, pt_entry_t *pte, pt_entry_t *end,
                               vm_prot_t protection)
{
    for (; pte < end; pte++, va += PAGE_SIZE) {
        vm_offset_t physical = pte_frame(*pte);

        if ((*pte & LO_V) == 0)
            continue;
        if (protection & VM_PROT_EXECUTE && valid_page(physical) &&
            !(pmap_page_state[pa_index(physical)] & PAGE_TEXT))
            pmap_iflush(physical);
        if (*pte & PTE_WRITE) {
            *pte &= ~(PTE_WRITE | LO_D);
            pmap_tlb_modify(pmap, va, *pte);
        }
    }
}

/* To write, vm_fault() must be asked: it knows what is to be copied first. */
void pmap_protect(pmap_t pmap, vm_offset_t start, vm_offset_t end, vm_prot_t protection)
{
    vm_offset_t next;

    if (pmap == PMAP_NULL || pmap->stats.resident_count == 0 || protection & VM_PROT_WRITE)
        return;
    if ((protection & (VM_PROT_READ | VM_PROT_EXECUTE)) == 0) {
        pmap_remove(pmap, start, end);
        return;
    }
    for (; start < end; start = next) {
        pt_entry_t *pte = pmap_find_pte(pmap, start);

        next = ((start >> SEGMENT_SHIFT) + 1) << SEGMENT_SHIFT;
        if (next > end)
            next = end;
        if (pte != 0)
            pmap_protect_range(pmap, start, pte, pte + atop(next - start), protection);
    }
}
