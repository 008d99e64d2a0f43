/* Translations are taken away: of a range of a pmap, or of a page from all pmaps (Mach 3.0's
 * pmap_remove_range, pmap_remove_all). */
#include <kern/printf.h>

#include "pmap_private.h"

/* The translation is not the head of its page's list. */
static void pv_remove_behind(pmap_t pmap, vm_offset_t va, pv_entry_t before)
{
    for (pv_entry_t entry; (entry = before->next) != 0; before = entry)
        if (entry->va == va && entry->pmap == pmap) {
            before->next = entry->next;
            zfree(pv_list_zone, (vm_offset_t)entry);
            return;
        }
    panic("pv_remove: %x is not in the list of its page", (unsigned)va);
}

static inline void pv_remove(pmap_t pmap, vm_offset_t va, pv_entry_t head)
{
    pv_entry_t next = head->next;

    if (head->va != va || head->pmap != pmap) {
        pv_remove_behind(pmap, va, head);
    } else if (next == 0) {
        head->pmap = PMAP_NULL;
    } else {
        *head = *next;
        zfree(pv_list_zone, (vm_offset_t)next);
    }
}

static inline void pmap_remove_valid(pmap_t pmap, vm_offset_t va, pt_entry_t *pte)
{
    pt_entry_t word = *pte;

    pmap->stats.resident_count--;
    if (word & PTE_WIRED)
        pmap->stats.wired_count--;
    *pte = 0;
    pmap_tlb_unmap(pmap, va);
    if (valid_page(pte_frame(word)))
        pv_remove(pmap, va, pai_to_pvh(pa_index(pte_frame(word))));
}

void pmap_remove_pte(pmap_t pmap, vm_offset_t va, pt_entry_t *pte)
{
    pmap_remove_valid(pmap, va, pte);
}

static void pmap_remove_range(pmap_t pmap, vm_offset_t va, vm_offset_t end)
{
    while (va < end) { /* by pages of words */
        vm_offset_t next = (va | SEGMENT_MASK) + 1;
        pt_entry_t *pte, *last;

        if (next > end || pmap == kernel_pmap) /* whose words are all in one piece */
            next = end;
        pte = pmap_find_pte(pmap, va);
        if (pte != 0)
            for (last = pte + atop(next - va); pte < last; pte++)
                if (*pte & LO_V)
                    pmap_remove_valid(pmap, next - ((vm_offset_t)(last - pte) << PAGE_SHIFT), pte);
        va = next;
    }
}

void pmap_remove(pmap_t pmap, vm_offset_t start, vm_offset_t end)
{
    if (pmap != PMAP_NULL && pmap->stats.resident_count != 0)
        pmap_remove_range(pmap, start, end);
}

/* Nobody maps the page any more. */
static void pmap_remove_all(vm_offset_t physical)
{
    pv_entry_t head = pai_to_pvh(pa_index(physical));

    while (head->pmap != PMAP_NULL) {
        pmap_t pmap = head->pmap;
        vm_offset_t va = head->va;
        pt_entry_t *pte = pmap_find_pte(pmap, va);
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
        pt_entry_t *pte = pmap_find_pte(entry->pmap, entry->va);

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
