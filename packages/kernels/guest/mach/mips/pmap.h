/*
 * Physical maps of the R3000 (Mach 3.0's mips/pmap.h): a page table as EntryLo has its words, linear,
 * in pages of its own that are reached through kseg0; the processor sees those of the pmap that runs
 * through a window in kseg2, whose base is in Context, and refills the TLB from there.
 *
 * The machine has no bits for pages that have been used or written. Written ones are found by pages
 * that may be written being entered clean, without LO_D: the first write traps (pmap_modify_fault).
 */
#ifndef MIPS_PMAP_H
#define MIPS_PMAP_H

#include <mach/boolean.h>
#include <mach/vm_types.h>
#include <mips/pmap_layout.h>

typedef uint32_t pt_entry_t;

/* EntryLo's bits are in cp0.h; of those that it does not have: */
#define PTE_WRITE 0x1 /* it may be written, if only after a trap */
#define PTE_WIRED 0x2

struct pmap_statistics {
    int resident_count, wired_count;
};

struct pmap {
    int tlbpid;
    vm_offset_t ptebase;
    int ref_count;
    uint32_t ptepages[PMAP_PTEPAGES_NUMBER];
    uint32_t *ovf;
    int ptepages_count;
    uint32_t space; /* its number in the stream of references: never given again */
    int pid_in_use; /* its place among the pids, 0: none */
    struct pmap_statistics stats;
};

typedef struct pmap *pmap_t;

extern struct pmap kernel_pmap_store;
extern pt_entry_t kernel_ptes[KERNEL_MAP_PAGES];
extern pmap_t active_pmap;      /* whose kuseg is there */
extern uint32_t pmap_no_ptes;   /* EntryLo of the window's pages that are missing */
extern uint32_t current_space;  /* active_pmap's number, for the manifest: space_switch */

/*
 * Another pmap becomes active, or the same again: nothing if it is. The kernel's own threads run with
 * whatever kuseg is there. Interrupts are off, or nobody minds.
 */
#define PMAP_ACTIVATE(pmap, thread, cpu)                      \
    do {                                                      \
        if ((pmap) != active_pmap && (pmap) != kernel_pmap)   \
            pmap_activate(pmap);                              \
    } while (0)
#define PMAP_DEACTIVATE(pmap, thread, cpu) ((void)0)

/* From when it is switched to again, its addresses are other ones in the stream of references. */
void pmap_number(pmap_t pmap);
/* The first write to a clean page, from a trap with TLB modified: TRUE if it is done; FALSE: it may not
 * be written, and is a fault. */
boolean_t pmap_modify_fault(pmap_t pmap, vm_offset_t address);
/* The word for an address; 0: no page of words is there. */
pt_entry_t *pmap_pte(pmap_t pmap, vm_offset_t address);
vm_offset_t kvtophys(vm_offset_t address); /* of the kernel's: kseg0, kseg1, or mapped */

#define phystokv(physical) ((vm_offset_t)(physical) | 0x80000000)

/* ---- pid.c: which pmaps have TLB pids ---- */
void assign_tlbpid(pmap_t pmap);
void destroy_tlbpid(pmap_t pmap);

/* ---- tlb.S. hi: page and pid as EntryHi has them. They leave EntryHi as it was. ---- */
void tlb_modify(uint32_t hi, uint32_t lo);     /* the entry, if there is one, becomes lo */
void tlb_map_random(uint32_t hi, uint32_t lo); /* as tlb_modify; if there is none: a random one */
void tlb_map(unsigned index, uint32_t hi, uint32_t lo);
void tlb_unmap(uint32_t hi);
void tlb_flush_pid(uint32_t pid);              /* as EntryHi has it; but entries 0 to 7 too */
void tlb_zero(void);                           /* no entries */
/* EntryHi's pid: the manifest's space_switch. current_space is right when it begins. */
void space_switch(uint32_t pid);

#define tlb_set_context(pid) space_switch(pid)

#endif
