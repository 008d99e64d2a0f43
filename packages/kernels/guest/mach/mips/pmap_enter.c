/* A translation is made, or changed (Mach 3.0's pmap_enter). */
#include <kern/printf.h>

#include "pmap_private.h"

/* One more who maps the page. Takes an entry with it that has been allocated, if it is used up. */
static boolean_t pv_add(pmap_t pmap, vm_offset_t va, pv_entry_t head, pv_entry_t *spare)
{
    pv_entry_t entry;

    if (head->pmap == PMAP_NULL) {
        head->pmap = pmap;
        head->va = va;
        head->next = 0;
        return TRUE;
    }
    if ((entry = *spare) == 0)
        return FALSE;
    entry->pmap = pmap;
    entry->va = va;
    entry->next = head->next;
    head->next = entry;
    *spare = 0;
    return TRUE;
}

/* What the word is to be. Written pages are found by the first write's trap, but for the kernel's. */
static inline pt_entry_t pmap_word(pmap_t pmap, vm_offset_t physical, vm_prot_t protection, boolean_t wired,
                                   boolean_t managed)
{
    pt_entry_t new = (pt_entry_t)physical | LO_V;

    if (wired)
        new |= PTE_WIRED;
    if (pmap == kernel_pmap)
        new |= LO_G;
    if ((protection & VM_PROT_WRITE) == 0)
        return new;
    if (pmap == kernel_pmap)
        pmap_set_modify(physical);
    if (managed && !(pmap_page_state[pa_index(physical)] & PAGE_MODIFIED))
        return new | PTE_WRITE;
    return new | PTE_WRITE | LO_D;
}

/* Something is mapped there. TRUE: the same page, which now is as `new` says. */
__attribute__((noinline)) static boolean_t pmap_reenter(pmap_t pmap, vm_offset_t va, pt_entry_t *pte,
                                                       pt_entry_t new)
{
    if (pte_frame(*pte) != pte_frame(new)) {
        pmap_remove_pte(pmap, va, pte);
        return FALSE;
    }
    if ((*pte ^ new) & PTE_WIRED)
        pmap->stats.wired_count += new & PTE_WIRED ? 1 : -1;
    *pte = new;
    pmap_tlb_modify(pmap, va, new);
    return TRUE;
}

void pmap_enter(pmap_t pmap, vm_offset_t va, vm_offset_t physical, vm_prot_t protection, boolean_t wired)
{
    boolean_t managed = valid_page(physical), fresh = FALSE;
    pv_entry_t head = pai_to_pvh(pa_index(physical)), spare = 0;
    pt_entry_t *pte, new;

    if (pmap == PMAP_NULL)
        return;
again:
    if ((pte = pmap_find_pte(pmap, va)) == 0)
        pte = pmap_add_ptepage(pmap, va);
    new = pmap_word(pmap, physical, protection, wired, managed);
    if (*pte & LO_V && pmap_reenter(pmap, va, pte, new))
        goto entered;
    if (managed) {
        fresh = head->pmap == PMAP_NULL;
        if (!pv_add(pmap, va, head, &spare)) {
            spare = (pv_entry_t)zalloc(pv_list_zone); /* may wait: all is looked at again */
            goto again;
        }
    }
    pmap->stats.resident_count++;
    if (wired)
        pmap->stats.wired_count++;
    *pte = new;
    if (pmap_in_tlb(pmap))
        tlb_map_random(pmap_entry_hi(pmap, va), new);
entered:
    if (spare != 0)
        zfree(pv_list_zone, (vm_offset_t)spare);
    if (protection & VM_PROT_EXECUTE && managed &&
        (fresh || !(pmap_page_state[pa_index(physical)] & PAGE_TEXT)))
        pmap_iflush(physical);
}

/* It stays as it is, but for what pmap_remove and statistics think of it. */
void pmap_change_wiring(pmap_t pmap, vm_offset_t va, boolean_t wired)
{
    pt_entry_t *pte = pmap_pte(pmap, va);

    if (pte != 0 && *pte & LO_V && ((*pte & PTE_WIRED) != 0) != wired) {
        *pte ^= PTE_WIRED;
        pmap->stats.wired_count += wired ? 1 : -1;
    }
}

boolean_t pmap_modify_fault(pmap_t pmap, vm_offset_t va)
{
    pt_entry_t *pte = pmap_find_pte(pmap, va);

    if (pte == 0 || (*pte & (LO_V | PTE_WRITE)) != (LO_V | PTE_WRITE))
        return FALSE;
    pmap_set_modify(pte_frame(*pte));
    *pte |= LO_D;
    tlb_modify(pmap_entry_hi(pmap, va), *pte);
    return TRUE;
}
