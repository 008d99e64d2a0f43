/*
 * Page tables: finding and making their words, and frames for ranges of pages.
 */
#include "space.h"

#include "statistics.h"
#include "text.h"
#include "tlb.h"

/* Where in s_tables the page-table page for `address` is; -1: such an address is in no region. */
static int table_place(uaddr_t address)
{
    unsigned number = address >> TABLE_SHIFT;

    if (number - FIRST_DATA_TABLE < DATA_TABLES)
        return number - FIRST_DATA_TABLE + TEXT_TABLES;
    if (number - FIRST_STACK_TABLE < STACK_TABLES)
        return number - FIRST_STACK_TABLE + TEXT_TABLES + DATA_TABLES;
    if (number - FIRST_TEXT_TABLE < TEXT_TABLES)
        return number - FIRST_TEXT_TABLE;
    return -1;
}

static pte_t *table_words(uint32_t entry)
{
    return frame_address(PTE_FRAME(entry));
}

pte_t *pte_find(const struct space *space, uaddr_t address)
{
    int place = table_place(address);

    if (place < 0 || space->s_tables[place] == no_table)
        return NULL;
    return &table_words(space->s_tables[place])[page_of(address) % PTES_PER_PAGE];
}

frame_t table_allocate(void)
{
    frame_t frame = frame_get(0, FRAME_TABLE, 0);

    if (frame != NO_FRAME)
        page_zero(frame_address(frame));
    return frame;
}

pte_t *pte_make(struct space *space, uaddr_t address)
{
    int place = table_place(address);

    if (place < 0)
        return NULL;
    if (space->s_tables[place] == no_table) {
        frame_t frame = table_allocate();

        if (frame == NO_FRAME)
            return NULL;
        space->s_tables[place] = PTE_OF_FRAME(frame) | PTE_WRITABLE;
        space->s_table_pages++;
        /* The window may have no_table in its place. */
        page_flush(space, TABLE_WINDOW + (address >> TABLE_SHIFT) * PAGE_SIZE);
    }
    return &table_words(space->s_tables[place])[page_of(address) % PTES_PER_PAGE];
}

void tables_release(struct space *space)
{
    for (int place = 0; place < SPACE_TABLES; place++) {
        if (space->s_tables[place] == no_table)
            continue;
        frame_free(PTE_FRAME(space->s_tables[place]));
        space->s_tables[place] = no_table;
        space->s_table_pages--;
    }
}

/* Programs leave so many frames for the kernel's own use, which cannot wait. */
#define SYSTEM_RESERVE 64

frame_t frame_get(unsigned colour, enum frame_use use, uint32_t page)
{
    return memory_have(1) ? frame_alloc(colour, use, page) : NO_FRAME;
}

bool memory_have(uint32_t pages)
{
    while (frames_free < pages + SYSTEM_RESERVE)
        if (!text_reclaim())
            return false;
    return true;
}

int pages_reserve(struct space *space, uaddr_t start, uaddr_t end)
{
    pte_t *pte = NULL;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, pte++) {
        if ((pte == NULL || page_of(at) % PTES_PER_PAGE == 0) &&
            (pte = pte_make(space, at)) == NULL)
            return ENOMEM;
        *pte = PTE_ZERO;
    }
    return 0;
}

int pages_allocate(struct space *space, uaddr_t start, uaddr_t end, enum frame_use use)
{
    pte_t *pte = NULL;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, pte++) {
        frame_t frame;

        if ((pte == NULL || page_of(at) % PTES_PER_PAGE == 0) &&
            (pte = pte_make(space, at)) == NULL)
            return ENOMEM;
        if ((frame = frame_get(space_colour(space, at), use, page_of(at))) == NO_FRAME)
            return ENOMEM;
        *pte = PTE_OF_FRAME(frame) | PTE_WRITABLE;
        space->s_resident++;
    }
    return 0;
}

void pages_release(struct space *space, uaddr_t start, uaddr_t end)
{
    pte_t *pte = NULL;

    for (uaddr_t at = start; at < end; at += PAGE_SIZE, pte++) {
        if (pte == NULL || page_of(at) % PTES_PER_PAGE == 0) {
            if ((pte = pte_find(space, at)) == NULL) {
                /* Nothing of these 4 MB. */
                at |= (1u << TABLE_SHIFT) - PAGE_SIZE;
                continue;
            }
        }
        if (*pte & PTE_VALID) {
            frame_free(PTE_FRAME(*pte));
            space->s_resident--;
            page_flush(space, at);
        }
        *pte = 0;
    }
}
