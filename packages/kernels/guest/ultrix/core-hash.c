/*
 * Identities of frames: pages of texts by file and page, in hash chains through the core map
 * (4.3BSD's mhash, munhash, mfind and mpurge, which go by device and block). A page keeps its
 * identity on the free list, after its text has lost its place in the table. The chains are changed at
 * splhigh, as frames are taken by interrupts, too.
 */
#include "memory.h"

#include <unix/under.h>

#define CHAINS 256 /* a power of two */

static uint16_t chains[CHAINS];

static uint16_t *chain_of(uint32_t file, uint32_t page)
{
    return &chains[(file * 31 + page) & (CHAINS - 1)];
}

void frame_hash(frame_t frame, uint32_t file)
{
    struct core *c = core_of(frame);
    uint16_t *chain = chain_of(file, c->c_page);
    spl_t level = splhigh();

    if (c->c_file != 0)
        panic("frame_hash: frame %x has an identity", (unsigned)frame);
    c->c_file = file;
    c->c_hash = *chain;
    *chain = place_of(frame);
    splx(level);
}

void frame_unhash(frame_t frame)
{
    struct core *c = core_of(frame);
    uint16_t *link;
    spl_t level = splhigh();

    for (link = chain_of(c->c_file, c->c_page); *link != place_of(frame); link = &core_map[*link].c_hash)
        if (*link == 0)
            panic("frame_unhash: frame %x is not in its chain", (unsigned)frame);
    *link = c->c_hash;
    c->c_hash = 0;
    c->c_file = 0;
    splx(level);
}

frame_t frame_find(uint32_t file, uint32_t page)
{
    spl_t level = splhigh();
    unsigned place = *chain_of(file, page);

    while (place != 0 && (core_map[place].c_file != file || core_map[place].c_page != page))
        place = core_map[place].c_hash;
    splx(level);
    return place == 0 ? NO_FRAME : frame_at(place);
}

void frames_purge(uint32_t file)
{
    for (frame_t frame = core_first; frame < core_end; frame++)
        if (core_of(frame)->c_file == file)
            frame_unhash(frame);
}
