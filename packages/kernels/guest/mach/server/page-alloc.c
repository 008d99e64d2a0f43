/*
 * Memory of the personality: a range of the server's, which is zeros until it is used, and of which
 * the first pages in a row that are free are given.
 */
#include "server.h"

#define PAGES_MOST 16384

uintptr_t page_base, page_limit;
static uint8_t taken[PAGES_MOST];
static unsigned page_count;
static unsigned promised;
static unsigned lowest; /* no page below it is free */

void pages_start(size_t bytes)
{
    vm_address_t at = 0;

    page_count = bytes / PAGE_SIZE;
    if (page_count > PAGES_MOST ||
        vm_allocate(mach_task_self(), &at, bytes, TRUE) != KERN_SUCCESS)
        panic("no memory for the personality");
    page_base = at;
    page_limit = at + bytes;
}

void *page_alloc(unsigned pages)
{
    unsigned from, n;

    while (lowest < page_count && taken[lowest])
        lowest++;
    for (from = lowest; from + pages <= page_count; from += n + 1) {
        for (n = 0; n < pages && !taken[from + n]; n++)
            continue;
        if (n < pages)
            continue;
        for (n = 0; n < pages; n++)
            taken[from + n] = 1;
        promised += pages;
        return (void *)(page_base + (uintptr_t)from * PAGE_SIZE);
    }
    return NULL;
}

void page_free(void *at, unsigned pages)
{
    unsigned from = ((uintptr_t)at - page_base) / PAGE_SIZE;

    for (unsigned n = 0; n < pages; n++) {
        if (!taken[from + n])
            panic("page_free: page %d is free", (int)(from + n));
        taken[from + n] = 0;
    }
    promised -= pages;
    lowest = min(lowest, from);
}

unsigned pages_promised(void)
{
    return promised;
}

/* All of a server's memory is mapped. */
void *page_alloc_mapped(unsigned pages)
{
    return page_alloc(pages);
}
