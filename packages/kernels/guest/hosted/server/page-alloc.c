/* Memory of the personality: a range of the host's, of which the first pages in a row that are free are
 * given. */
#include "server.h"

uintptr_t page_base, page_limit;
static uint8_t *taken; /* by page */
static unsigned page_count;

void pages_start(size_t bytes)
{
    page_count = bytes / PAGE_SIZE;
    taken = host_memory(page_count);
    page_base = (uintptr_t)host_memory(bytes);
    page_limit = page_base + bytes;
    if (taken == NULL || page_base == 0)
        panic("no memory");
}

void *page_alloc(unsigned pages)
{
    unsigned from, n;

    for (from = 0; from + pages <= page_count; from += n + 1) {
        for (n = 0; n < pages && !taken[from + n]; n++)
            continue;
        if (n < pages)
            continue;
        for (n = 0; n < pages; n++)
            taken[from + n] = 1;
        return (void *)(page_base + (uintptr_t)from * PAGE_SIZE);
    }
    return NULL;
}

void page_free(void *at, unsigned pages)
{
    unsigned from = ((uintptr_t)at - page_base) / PAGE_SIZE;

    for (unsigned n = 0; n < pages; n++) {
        if (!taken[from + n])
            panic("page_free: page %u is free", from + n);
        taken[from + n] = 0;
    }
}

void *page_alloc_mapped(unsigned pages)
{
    return page_alloc(pages);
}
