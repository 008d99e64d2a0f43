/*
 * Page tables: finding and making their words.
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

frame_t table_allocate(unsigned owner)
{
    frame_t frame = frame_get(0, FRAME_TABLE, owner, 0);

    if (frame != NO_FRAME) {
        page_zero(frame_address(frame));
        frame_unlock(frame);
    }
    return frame;
}

pte_t *pte_make(struct space *space, uaddr_t address)
{
    int place = table_place(address);

    if (place < 0)
        return NULL;
    if (space->s_tables[place] == no_table) {
        frame_t frame = table_allocate(space->s_owner);

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
