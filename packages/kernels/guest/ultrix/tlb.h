/* tlb.S, cache.S, block.S and copy.S, for C. */
#ifndef TLB_H
#define TLB_H

#include <stddef.h>
#include <stdint.h>

/* If there is an entry for the page and ASID of entry_hi, it becomes entry_lo; is gone. */
void tlb_update(uint32_t entry_hi, uint32_t entry_lo);
void tlb_flush_page(uint32_t entry_hi);
/* There are no entries but those of the u-area. */
void tlb_flush(void);

/* Code has been written there, through the data cache: the instruction cache forgets it. */
void icache_clean(void *at, size_t bytes);

void page_copy(const void *from, void *to);
void page_zero(void *at);

/* 1 if no device answers a read of the word. */
int bad_address(const volatile void *at);

#endif
