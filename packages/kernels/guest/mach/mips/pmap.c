/*
 * Physical maps and their pages of words (Mach 3.0's mips/pmap.c): making, ending, finding the word for
 * an address.
 */
#include <kern/printf.h>
#include <vm/vm_page.h>

#include "pmap_private.h"

/* Page tables of tasks that are gone are kept, zeroed, for the next ones. */
#define PTEPAGES_KEPT 16

struct pmap kernel_pmap_store;
pmap_t kernel_pmap = &kernel_pmap_store;
pt_entry_t kernel_ptes[KERNEL_MAP_PAGES];

static vm_page_t free_ptepages;
static int free_ptepages_count;
static uint32_t last_space;

pmap_t pmap_create(vm_size_t size)
{
    pmap_t pmap;

    if (size != 0)
        return PMAP_NULL; /* of software only */
    if ((pmap = (pmap_t)zalloc(pmap_zone)) == PMAP_NULL)
        panic("pmap_create");
    bzero(pmap, sizeof *pmap);
    pmap->ref_count = 1;
    pmap->tlbpid = -1;
    pmap->ptebase = TABLE_WINDOW;
    pmap_number(pmap);
    return pmap;
}

void pmap_number(pmap_t pmap)
{
    pmap->space = ++last_space;
}

void pmap_reference(pmap_t pmap)
{
    if (pmap != PMAP_NULL)
        pmap->ref_count++;
}

/* ---- pages of words ---- */

/* A page of zeros. vm_page.next chains those that are kept. */
static vm_page_t get_free_ptepage(void)
{
    vm_page_t page = free_ptepages;

    if (page != VM_PAGE_NULL) {
        free_ptepages = page->next;
        free_ptepages_count--;
        return page;
    }
    while ((page = vm_page_grab()) == VM_PAGE_NULL)
        vm_page_wait((void (*)(void))0);
    pmap_zero_page(page->phys_addr);
    return page;
}

static void put_free_ptepage(vm_page_t page)
{
    if (free_ptepages_count == PTEPAGES_KEPT) {
        vm_page_release(page);
        return;
    }
    page->next = free_ptepages;
    free_ptepages = page;
    free_ptepages_count++;
}

/* The words are all 0 when a pmap gives up a page. */
static void pmap_free_ptepage(uint32_t word)
{
    put_free_ptepage(vm_page_of_phys(pte_frame(word)));
}

static uint32_t *pmap_make_ovf(pmap_t pmap)
{
    vm_page_t page = get_free_ptepage();

    return pmap->ovf = (uint32_t *)phystokv(page->phys_addr);
}

pt_entry_t *pmap_add_ptepage(pmap_t pmap, vm_offset_t va)
{
    uint32_t segment = (uint32_t)(va >> SEGMENT_SHIFT);
    vm_page_t page = get_free_ptepage(); /* may wait, and another thread may do the same */
    uint32_t word = (uint32_t)page->phys_addr | PTEPAGE_VALID | segment;
    pt_entry_t *made = pmap_user_pte(pmap, va);
    int i;

    if (made != 0) {
        put_free_ptepage(page);
        return made;
    }
    for (i = 0; i < PMAP_PTEPAGES_NUMBER; i++)
        if (pmap->ptepages[i] == 0)
            break;
    if (i < PMAP_PTEPAGES_NUMBER)
        pmap->ptepages[i] = word;
    else
        (pmap->ovf != 0 ? pmap->ovf : pmap_make_ovf(pmap))[segment] = word;
    pmap->ptepages_count++;
    pmap_tlb_unmap(pmap, pmap->ptebase + segment * PAGE_SIZE); /* there was pmap_no_ptes */
    return pmap_user_pte(pmap, va);
}

/* The one that was found last stands first, where pmap_user_pte() has looked. */
uint32_t pmap_find_ptepage(pmap_t pmap, vm_offset_t va)
{
    uint32_t key = PTEPAGE_VALID | (uint32_t)(va >> SEGMENT_SHIFT), word;

    for (uint32_t *place = pmap->ptepages + 1; place < pmap->ptepages + PMAP_PTEPAGES_NUMBER; place++)
        if ((*place & PTEPAGE_KEY) == key) {
            word = *place;
            *place = pmap->ptepages[0];
            return pmap->ptepages[0] = word;
        }
    return pmap->ovf == 0 ? 0 : pmap->ovf[va >> SEGMENT_SHIFT];
}

pt_entry_t *pmap_pte(pmap_t pmap, vm_offset_t va)
{
    return pmap_find_pte(pmap, va);
}

/* ---- the end ---- */

/* Its map has taken away what it had (vm_map_deallocate): there are only the pages of words. */
void pmap_destroy(pmap_t pmap)
{
    if (pmap == PMAP_NULL || --pmap->ref_count > 0)
        return;
    if (pmap == kernel_pmap)
        panic("pmap_destroy");
    if (pmap->stats.resident_count != 0)
        panic("pmap_destroy: %d pages are left", pmap->stats.resident_count);
    destroy_tlbpid(pmap);
    if (pmap == active_pmap) { /* a thread of the kernel's runs, which has no kuseg */
        active_pmap = kernel_pmap;
        current_space = 0;
        space_switch(0);
    }
    for (int i = 0; i < PMAP_PTEPAGES_NUMBER; i++)
        if (pmap->ptepages[i] != 0)
            pmap_free_ptepage(pmap->ptepages[i]);
    if (pmap->ovf != 0) {
        for (unsigned segment = 0; segment < 512; segment++)
            if (pmap->ovf[segment] != 0) {
                pmap_free_ptepage(pmap->ovf[segment]);
                pmap->ovf[segment] = 0;
            }
        put_free_ptepage(vm_page_of_phys((vm_offset_t)pmap->ovf - KSEG0));
    }
    zfree(pmap_zone, (vm_offset_t)pmap);
}

/* Nothing but faults would be won. */
void pmap_collect(pmap_t pmap)
{
    (void)pmap;
}

/* ---- addresses ---- */

vm_offset_t pmap_extract(pmap_t pmap, vm_offset_t va)
{
    pt_entry_t *pte = pmap == kernel_pmap || va < VM_MAX_ADDRESS ? pmap_pte(pmap, va) : 0;

    if (pte == 0 || (*pte & LO_V) == 0)
        return 0;
    return pte_frame(*pte) | (va & PAGE_MASK);
}

vm_offset_t kvtophys(vm_offset_t va)
{
    if (va >= KSEG0 && va < KSEG2)
        return va & 0x1fffffff;
    return pmap_extract(kernel_pmap, va);
}
