/*
 * Address space identifiers: 63 for spaces, 0 for none. A space keeps its own until all have been
 * given out; then the TLB is flushed and a new generation begins, and whoever runs next takes another
 * (as 4.4BSD's pmap_alloc_tlbpid).
 */
#include "space.h"
#include "tlb.h"

#define ASIDS 64
#define FIRST_ASID 1

static uint32_t generation = 1;
static unsigned next_asid = FIRST_ASID;

uint32_t space_entry_hi(struct space *space)
{
    if (space == NULL)
        return 0;
    if (space->s_generation != generation) {
        if (next_asid == ASIDS) {
            tlb_flush();
            next_asid = FIRST_ASID;
            generation++;
        }
        space->s_asid = next_asid++;
        space->s_generation = generation;
    }
    return (uint32_t)space->s_asid << HI_ASID_SHIFT;
}

void asid_drop(struct space *space)
{
    space->s_generation = 0;
}

uint32_t page_entry_hi(const struct space *space, uaddr_t address)
{
    if (space->s_generation != generation)
        return 0;
    return page_down(address) | (uint32_t)space->s_asid << HI_ASID_SHIFT;
}

void page_update(const struct space *space, uaddr_t address, pte_t pte)
{
    uint32_t entry_hi = page_entry_hi(space, address);

    if (entry_hi != 0)
        tlb_update(entry_hi, pte);
}

void page_flush(const struct space *space, uaddr_t address)
{
    uint32_t entry_hi = page_entry_hi(space, address);

    if (entry_hi != 0)
        tlb_flush_page(entry_hi);
}
