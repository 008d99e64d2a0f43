/*
 * The memory of a process: three regions at fixed addresses, and the page table that says which frames
 * are in them.
 *
 *      0x00400000  text     shared, not writable (text.h)
 *      0x10000000  data     from the file, then zeros, then what brk adds
 *      0x7ffff000  stack    downwards, as far as its limit, page by page as it is used
 *
 * The words of the page table have the form of EntryLo, so that a refill is a load (vectors.S). Pages
 * of a region that have not been used yet are PTE_ZERO: the first reference faults and gets zeros.
 * Words are in page-table pages; s_tables has those of the space in the order of layout.h, as EntryLo
 * words, and ktlb_miss maps them.
 */
#ifndef SPACE_H
#define SPACE_H

#include <unix/kernel.h>

#include "layout.h"
#include "memory.h"
#include "swap.h"

typedef uint32_t pte_t;
#define PTE_VALID (LO_V)
#define PTE_WRITABLE (LO_V | LO_D)
#define PTE_ZERO 0x00000001u /* zeros on demand; not valid. EntryLo has no such bit */
#define PTE_FRAME(pte) ((pte) >> PAGE_SHIFT)
#define PTES_PER_PAGE (PAGE_SIZE / sizeof(pte_t))
#define PTE_OF_FRAME(frame) ((frame) << PAGE_SHIFT)

#define TEXT_BASE (FIRST_TEXT_TABLE << TABLE_SHIFT)
#define TEXT_END ((FIRST_TEXT_TABLE + TEXT_TABLES) << TABLE_SHIFT)
#define DATA_BASE (FIRST_DATA_TABLE << TABLE_SHIFT)
#define DATA_END ((FIRST_DATA_TABLE + DATA_TABLES) << TABLE_SHIFT)
#define STACK_BASE ((uaddr_t)FIRST_STACK_TABLE << TABLE_SHIFT)
#define STACK_TOP 0x7ffff000u

#define page_of(address) ((address) >> PAGE_SHIFT)
#define page_down(address) ((address) & ~(uaddr_t)(PAGE_SIZE - 1))
#define page_up(address) page_down((address) + PAGE_SIZE - 1)

struct text;

struct space {
    uint32_t s_tables[SPACE_TABLES]; /* EntryLo of page-table pages; no_table where there is none */
    struct text *s_text;
    struct space *s_text_next;        /* the next that has it */
    uaddr_t s_text_start, s_text_end; /* the regions, whole pages */
    uaddr_t s_data_start, s_data_end;
    uaddr_t s_stack_start;            /* lowest page in use; it ends at STACK_TOP */
    struct dmap s_data_swap, s_stack_swap;
    uint32_t s_resident;              /* frames: data and stack */
    uint32_t s_table_pages;           /* frames for its part of the page table */
    uint16_t s_owner;                 /* its process's place in the table */
    uint32_t s_generation;            /* asid.c: of s_asid */
    uint8_t s_asid;
    uint8_t s_colour;                 /* by which its pages' colours are moved */
};

/* The list of the space that runs, and a page of words that are not valid (ktlb.S). */
extern uint32_t *current_tables;
extern uint32_t no_table;
/* Of the space that runs; the image's manifest names it. */
extern uint32_t current_space;

#define space_now (current->u_proc->p_thread.t_space)
/* The colour for a page of a space. */
#define space_colour(space, address) (page_of(address) + (space)->s_colour)

/* ---- space.c ---- */
void spaces_start(void);
struct space *space_create(struct proc *p);
/* A new space gets swap space for so many pages of data and stack, if need be that of texts that nobody
 * runs: this may wait. False: there is none, and the space has none. */
bool space_swap(struct space *space, uint32_t data_pages, uint32_t stack_pages);
/* All frames and swap space go back; the structure too. */
void space_destroy(struct space *space);
/* The thread `t`, which is the current one, has `space` from now on (NULL: none), under a new id. */
void space_set(struct thread *t, struct space *space);
uint32_t space_new_id(void);
/* The thread's list, for context_switch(). */
void space_current(const struct thread *t);

/* ---- page-table.c ---- */
/* The word for `address`, or NULL: no page-table page. */
pte_t *pte_find(const struct space *space, uaddr_t address);
/* The same, with a new page-table page if need be; NULL: no memory. */
pte_t *pte_make(struct space *space, uaddr_t address);
/* All page-table pages go back. */
void tables_release(struct space *space);
/* A page-table page, cleared: NO_FRAME if there is no memory. */
frame_t table_allocate(unsigned owner);

/* ---- page-frames.c ---- */
/* Words for the pages from `start` to `end` become PTE_ZERO. ENOMEM. */
int pages_reserve(struct space *space, uaddr_t start, uaddr_t end);
/* The page, whose word is at `pte` and not valid, gets a frame, whose contents are anything, of data
 * or of the stack. ENOMEM. */
int page_allocate(struct space *space, uaddr_t at, pte_t *pte, enum frame_use use);
/* Pages from `start` to `end` get frames. ENOMEM. */
int pages_allocate(struct space *space, uaddr_t start, uaddr_t end, enum frame_use use);
/* Frames of the pages go back; words become 0. */
void pages_release(struct space *space, uaddr_t start, uaddr_t end);
/* A frame, if programs may have one more. */
frame_t frame_get(unsigned colour, enum frame_use use, unsigned owner, uint32_t page);
/* Are there `pages` frames that programs may have? */
bool memory_have(uint32_t pages);

/* ---- asid.c ---- */
/* EntryHi for the space (NULL: none), which is about to run: with an ASID that is its own. */
uint32_t space_entry_hi(struct space *space);
/* Nothing of the space is in the TLB under its ASID any more: it will get another. */
void asid_drop(struct space *space);
/* EntryHi for one page of the space; 0 if it has no ASID, and nothing in the TLB. */
uint32_t page_entry_hi(const struct space *space, uaddr_t address);
/* One page of it has changed, or is gone. */
void page_update(const struct space *space, uaddr_t address, pte_t pte);
void page_flush(const struct space *space, uaddr_t address);

/* ---- fork-space.c ---- */
/* A copy of `parent` for `child`: text shared, data and stack copied. ENOMEM. */
int space_fork(struct space *parent, struct proc *child, struct space **made);

/* ---- fault.c ---- */
/* The current process has referred to `address`, which the page table did not allow. 0: it does now.
 * EFAULT: nothing is there. EACCES: it may not be written. ENOMEM. */
int fault(struct space *space, uaddr_t address, bool write);

#endif
