/* Mapped pages: the tag is the physical address, and with N the cache is not asked. */
#include "cache.h"
#include "check.h"
#include "functional.h"
#include "parts.h"

#define CACHED_PAGE 0x00400000   /* where the page is mapped, ... */
#define UNCACHED_PAGE 0x00800000 /* ... and once more with N */
#define WORD 5
#define BEFORE 0x1111
#define AFTER 0x2222

static uint32_t page[PAGE_SIZE / 4] __attribute__((aligned(PAGE_SIZE)));

static void map(unsigned entry, uint32_t virtual, uint32_t bits)
{
    write_c0(C0_INDEX, entry << TLB_INDEX_SHIFT);
    write_c0(C0_ENTRYHI, virtual);
    write_c0(C0_ENTRYLO, physical(page) | bits | LO_D | LO_V | LO_G);
    tlbwi();
}

void test_mapped(void)
{
    volatile uint32_t *plain = (volatile uint32_t *)CACHED_PAGE + WORD;
    volatile uint32_t *with_n = (volatile uint32_t *)UNCACHED_PAGE + WORD;
    volatile uint32_t *kseg0_word = page + WORD, *kseg1_word = uncached(kseg0_word);

    check_group("mapped pages");
    map(0, CACHED_PAGE, 0);
    map(1, UNCACHED_PAGE, LO_N);
    flush_data_cache((uintptr_t)page, PAGE_SIZE);
    *kseg1_word = BEFORE;
    check("with N", 0, *with_n, BEFORE);
    *kseg1_word = AFTER;
    check("with N is not kept", 0, *with_n, AFTER);
    check("kseg0 neither", 0, *kseg0_word, AFTER);
    *kseg1_word = BEFORE;
    check("kseg0 keeps", 0, *kseg0_word, AFTER);
    check("with N sees memory", 0, *with_n, BEFORE);
    flush_data_cache((uintptr_t)page, PAGE_SIZE);
    check("without N", 0, *plain, BEFORE);
    *with_n = AFTER;
    check("written to memory", 0, *kseg1_word, AFTER);
    check("without N is kept", 0, *plain, BEFORE);
    check("by its physical address", 0, *kseg0_word, BEFORE);
    *plain = AFTER + 1;
    check("written through", 0, *with_n, AFTER + 1);
}
