/* Translations are taken away: of a range of a pmap, or of a page from all pmaps (Mach 3.0's
 * pmap_remove_range, pmap_remove_all). */
#include <kern/printf.h>

#include "pmap_private.h"

void pv_remove(pmap_t pmap, vm_offset_t va, unsigned index)
{
    pv_entry_t head = pai_to_pvh(index), entry, before;

    if (head->va == va && head->pmap == pmap) {
        if ((entry = head->next) == 0) {
            head->pmap = PMAP_NULL;
            return;
        }
        *head = *entry;
        zfree(pv_list_zone, (vm_offset_t)entry);
        return;
    }
    for (before = head; (entry = before->next) != 0; before = entry)
        if (entry->va == va && entry->pmap == pmap) {
            before->next = entry->next;
            zfree(pv_list_zone, (vm_offset_t)entry);
            return;
        }
    panic("pv_remove: %x is not in the list of its page", (unsigned)va);
}

void pmap_remove_range(pmap_t pmap, vm_offset_t va, pt_entry_t *pte, pt_entry_t *end)
{
    for (; pte < end; pte++, va += PAGE_SIZE) {
        pt_entry_t word = *pte;
        vm_offset_t physical = pte_frame(word);

        if ((word & LO_V) == 0)
            continue;
        pmap->stats.resident_count--;
        if (word & PTE_WIRED)
            pmap->stats.wired_count--;
        *pte = 0;
        pmap_tlb_unmap(pmap, va);
        if (valid_page(physical))
            pv_remove(pmap, va, pa_index(physical));
    }
}

void pmap_remove(pmap_t pmap, vm_offset_t start, vm_offset_t end)
{
    vm_offset_t next;

    if (pmap == PMAP_NULL || pmap->stats.resident_count == 0)
        return;
    if (pmap == kernel_pmap) {
        pt_entry_t *pte = pmap_pte(pmap, start);

        pmap_remove_range(pmap, start, pte, pte + atop(end - start));
        return;
    }
    for (; start < end; start = next) { /* by pages of words */
        pt_entry_t *pte = pmap_pte(pmap, start);

        next = ((start >> SEGMENT_SHIFT) + 1) << SEGMENT_SHIFT;
        if (next > end)
            next = end;
        if (pte != 0)
            pmap_remove_range(pmap, start, pte, pte + atop(next - start));
    }
}

/* Nobody maps the page any more. */
static void pmap_remove_all(vm_offset_t physical)
{
    pv_entry_t head = pai_to_pvh(pa_index(physical));

    while (head->pmap != PMAP_NULL) {
        pmap_t pmap = head->pmap;
        vm_offset_t va = head->va;
        pt_entry_t *pte = pmap_pte(pmap, va);
        pv_entry_t next = head->next;

        if (*pte & PTE_WIRED)
            pmap->stats.wired_count--;
        pmap->stats.resident_count--;
        *pte = 0;
        pmap_tlb_unmap(pmap, va);
        if (next == 0) {
            head->pmap = PMAP_NULL;
        } else {
            *head = *next;
            zfree(pv_list_zone, (vm_offset_t)next);
        }
    }
}

/* Nobody may write it: it is to be copied first. */
static void pmap_copy_on_write(vm_offset_t physical)
{
    pv_entry_t head = pai_to_pvh(pa_index(physical));

    if (head->pmap == PMAP_NULL)
        return;
    for (pv_entry_t entry = head; entry != 0; entry = entry->next) {
        pt_entry_t *pte = pmap_pte(entry->pmap, entry->va);

        if (*pte & PTE_WRITE) {
            *pte &= ~(PTE_WRITE | LO_D);
            pmap_tlb_modify(entry->pmap, entry->va, *pte);
        }
    }
}

void pmap_page_protect(vm_offset_t physical, vm_prot_t protection)
{
    if (!valid_page(physical) || protection & VM_PROT_WRITE)
        return;
    if (protection & (VM_PROT_READ | VM_PROT_EXECUTE))
        pmap_copy_on_write(physical);
    else
        pmap_remove_all(physical);
}
