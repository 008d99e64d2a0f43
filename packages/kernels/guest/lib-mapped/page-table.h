/*
 * Address spaces with linear page tables in kseg2, as Context was made for:
 *
 *      miss in kuseg ──► utlb_vector: EntryLo <- [Context], TLBWR
 *                           └── miss on the page of the table ──► general vector ──► refill_table
 *
 * Space n has the window of 2 MB (a word for each page of kuseg) at PTE_BASE + n * 2 MB. The pages of
 * the tables are mapped by the wired entries of the TLB, taken in turn.
 */
#ifndef PAGE_TABLE_H
#define PAGE_TABLE_H

#include <stdint.h>

#include "cp0.h"
#include "exception.h"

#define PTE_BASE KSEG2
#define PTE_WINDOW 0x200000
#define PTES_PER_PAGE 1024
#define TABLE_PAGES (PTE_WINDOW / PAGE_SIZE)
#define SPACES 8

struct space {
    uint32_t id; /* its ASID, too */
    uint32_t *table[TABLE_PAGES]; /* kseg0 addresses of the table's pages; 0 where there is none yet */
};

extern struct space spaces[SPACES];
/* Who runs. */
extern uint32_t current_space;
/* Called for faults on user addresses that the tables do not settle; without it they are fatal. */
extern exception_handler *page_fault;
/* Misses on pages of tables so far. */
extern uint32_t table_refills;

/* Puts the refill handler and the handlers of TLB exceptions in place, and empties the TLB. */
void page_table_init(void);
/* A free page of memory, zeroed: its physical address. */
uint32_t allocate_frame(void);
/* The page table entry of a user address. */
uint32_t *pte_of(struct space *space, uint32_t address);
/* Maps `bytes` from `address` to fresh pages. */
void map_fresh(struct space *space, uint32_t address, uint32_t bytes, uint32_t flags);
/* Copies to user memory that is mapped, from the kernel, whoever runs. */
void copy_to_space(struct space *space, uint32_t address, const void *from, uint32_t bytes);
/* Loads the user program of the image (link.ld), and a stack; its entry and stack for enter_user. */
void load_user(struct space *space);
#define USER_ENTRY 0x00400000
#define USER_STACK 0x7ffff000
#define USER_STACK_BYTES 0x8000
void switch_space(struct space *space);
void tlb_clear(void);

#endif
