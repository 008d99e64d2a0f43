/* What the parts of the pmap module have in common. */
#ifndef MIPS_PMAP_PRIVATE_H
#define MIPS_PMAP_PRIVATE_H

#include <cp0.h>
#include <kern/zalloc.h>
#include <mips/layout.h>
#include <vm/pmap.h>

/* Who maps a page of memory: the head is in the table, others are chained to it. */
typedef struct pv_entry {
    struct pv_entry *next;
    pmap_t pmap; /* of a head: 0, nobody maps it */
    vm_offset_t va;
} *pv_entry_t;

extern pv_entry_t pv_head_table;         /* of all pages of memory that are managed */
extern unsigned char *pmap_page_state;   /* and these bits of each */
#define PAGE_MODIFIED 1
#define PAGE_TEXT 2 /* no instructions of before are in the cache */
extern vm_offset_t pmap_first_phys, pmap_last_phys;
extern zone_t pv_list_zone, pmap_zone;

#define valid_page(physical) ((physical) >= pmap_first_phys && (physical) < pmap_last_phys)
#define pa_index(physical) (((physical) - pmap_first_phys) >> PAGE_SHIFT)
#define pai_to_pvh(index) (&pv_head_table[index])

#define SEGMENT_SHIFT 22 /* of kuseg that a page of words is for */
#define SEGMENT_MASK ((1u << SEGMENT_SHIFT) - 1)
#define WORDS_OF_PAGE (PAGE_SIZE / sizeof(pt_entry_t))
#define pte_frame(pte) ((pte) & LO_PFN)

/* EntryHi of an address; a pmap without a pid has nothing in the TLB. */
#define pmap_in_tlb(pmap) ((pmap)->tlbpid >= 0)
#define pmap_entry_hi(pmap, va) (((va) & HI_VPN) | (uint32_t)(pmap)->tlbpid)
#define pmap_tlb_modify(pmap, va, pte)                     \
    do {                                                   \
        if (pmap_in_tlb(pmap))                             \
            tlb_modify(pmap_entry_hi(pmap, va), (pte));    \
    } while (0)
#define pmap_tlb_unmap(pmap, va)                           \
    do {                                                   \
        if (pmap_in_tlb(pmap))                             \
            tlb_unmap(pmap_entry_hi(pmap, va));            \
    } while (0)

/* A page of words for an address that has none; this may wait. */
pt_entry_t *pmap_add_ptepage(pmap_t pmap, vm_offset_t va);
/* The page of words for an address, if it is not the first; 0: there is none. It is the first then. */
uint32_t pmap_find_ptepage(pmap_t pmap, vm_offset_t va);
/* One translation, which is valid, is taken away. */
void pmap_remove_pte(pmap_t pmap, vm_offset_t va, pt_entry_t *pte);
/* Their instructions in the cache may be old ones. */
void pmap_iflush(vm_offset_t physical);

#define pmap_kernel_pte(va) (&kernel_ptes[((va) - KERNEL_MAP_BASE) >> PAGE_SHIFT])

/* The word for an address of kuseg, or 0. Those of the pmap that runs are reached as the processor does,
 * through the window, and may miss in the TLB; others through kseg0. */
static inline pt_entry_t *pmap_user_pte(pmap_t pmap, vm_offset_t va)
{
    uint32_t word = pmap->ptepages[0];

    if ((word & PTEPAGE_KEY) != (PTEPAGE_VALID | (uint32_t)(va >> SEGMENT_SHIFT)) &&
        (word = pmap_find_ptepage(pmap, va)) == 0)
        return 0;
    if (pmap == active_pmap)
        return (pt_entry_t *)TABLE_WINDOW + (va >> PAGE_SHIFT);
    return (pt_entry_t *)phystokv(pte_frame(word)) + (va >> PAGE_SHIFT) % WORDS_OF_PAGE;
}

static inline pt_entry_t *pmap_find_pte(pmap_t pmap, vm_offset_t va)
{
    return pmap == kernel_pmap ? pmap_kernel_pte(va) : pmap_user_pte(pmap, va);
}

#endif
