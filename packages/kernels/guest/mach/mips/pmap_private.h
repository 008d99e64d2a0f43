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

/* Takes the place of the translation of va out of the list of those that map the page. */
void pv_remove(pmap_t pmap, vm_offset_t va, unsigned index);
/* The word, and if need be a page for it; this may wait. */
pt_entry_t *pmap_pte_make(pmap_t pmap, vm_offset_t va);
void pmap_remove_range(pmap_t pmap, vm_offset_t va, pt_entry_t *pte, pt_entry_t *end);
/* Their instructions in the cache may be old ones. */
void pmap_iflush(vm_offset_t physical);

#endif
