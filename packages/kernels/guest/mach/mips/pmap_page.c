/*
 * Pages of memory, through kseg0: filling them, whether they have been written, and the instruction
 * cache (Mach 3.0's pmap_zero_page, pmap_copy_page, pmap_attribute).
 */
#include <kern/printf.h>
#include <mips/spl.h>

#include "pmap_private.h"

void mipscache_Iflush(void *at, size_t bytes); /* cache.S */
void aligned_block_copy(const void *from, void *to, size_t bytes); /* block.S */
void aligned_block_zero(void *at, size_t bytes);

void pmap_zero_page(vm_offset_t physical)
{
    if (valid_page(physical))
        pmap_page_state[pa_index(physical)] &= ~PAGE_TEXT;
    aligned_block_zero((void *)phystokv(physical), PAGE_SIZE);
}

void pmap_copy_page(vm_offset_t from, vm_offset_t to)
{
    if (valid_page(to))
        pmap_page_state[pa_index(to)] &= ~PAGE_TEXT;
    aligned_block_copy((const void *)phystokv(from), (void *)phystokv(to), PAGE_SIZE);
}

/* Who maps the page traps when it writes. */
__attribute__((noinline)) static void pmap_trap_writes(pv_entry_t head)
{
    for (pv_entry_t entry = head; entry != 0; entry = entry->next) {
        pt_entry_t *pte = pmap_find_pte(entry->pmap, entry->va);

        if (*pte & LO_D && entry->pmap != kernel_pmap) {
            *pte &= ~LO_D;
            pmap_tlb_modify(entry->pmap, entry->va, *pte);
        }
    }
}

void pmap_clear_modify(vm_offset_t physical)
{
    pv_entry_t head;

    if (!valid_page(physical))
        return;
    pmap_page_state[pa_index(physical)] &= ~PAGE_MODIFIED;
    head = pai_to_pvh(pa_index(physical));
    if (head->pmap != PMAP_NULL)
        pmap_trap_writes(head);
}

void pmap_set_modify(vm_offset_t physical)
{
    if (valid_page(physical))
        pmap_page_state[pa_index(physical)] =
            (pmap_page_state[pa_index(physical)] | PAGE_MODIFIED) & ~PAGE_TEXT;
}

boolean_t pmap_is_modified(vm_offset_t physical)
{
    return valid_page(physical) && pmap_page_state[pa_index(physical)] & PAGE_MODIFIED;
}

/* A page is referenced if it is mapped: whose reference is cleared faults in again. */
void pmap_clear_reference(vm_offset_t physical)
{
    pmap_page_protect(physical, VM_PROT_NONE);
}

boolean_t pmap_is_referenced(vm_offset_t physical)
{
    return valid_page(physical) && pai_to_pvh(pa_index(physical))->pmap != PMAP_NULL;
}

void pmap_iflush(vm_offset_t physical)
{
    spl_t level = splhigh();

    mipscache_Iflush((void *)phystokv(physical), PAGE_SIZE);
    splx(level);
    pmap_page_state[pa_index(physical)] |= PAGE_TEXT;
}

/* The data cache writes through, so that only instructions can be stale. */
kern_return_t pmap_attribute(pmap_t pmap, vm_offset_t va, vm_size_t size, vm_machine_attribute_t attribute,
                             vm_machine_attribute_val_t *value)
{
    vm_offset_t end = va + size;

    if (attribute != MATTR_CACHE)
        return KERN_INVALID_ARGUMENT;
    switch (*value) {
    case MATTR_VAL_GET:
        *value = MATTR_VAL_ON;
        return KERN_SUCCESS;
    case MATTR_VAL_ON:
    case MATTR_VAL_DCACHE_FLUSH:
        return KERN_SUCCESS;
    case MATTR_VAL_CACHE_FLUSH:
    case MATTR_VAL_ICACHE_FLUSH:
        for (va = trunc_page(va); va < end; va += PAGE_SIZE) {
            vm_offset_t physical = pmap_extract(pmap, va);

            if (physical != 0 && valid_page(physical))
                pmap_iflush(physical);
        }
        return KERN_SUCCESS;
    default:
        return KERN_INVALID_ARGUMENT;
    }
}
