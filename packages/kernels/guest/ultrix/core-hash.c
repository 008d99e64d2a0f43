/*
 * Identities of frames: pages of texts by file and page, in hash chains through the core map
 * (4.3BSD's mhash, munhash, mfind and mpurge, which go by device and block). A page keeps its
 * identity on the free list, after its text has lost its place in the table. The chains are the core
 * map's: its lock guards them.
 */
#include "memory.h"

#include <unix/under.h>

#define CHAINS 256 /* a power of two */

static uint32_t chains[CHAINS]; /* places in the map; 0: none */

static uint32_t *chain_of(uint32_t file, uint32_t page)
{
    return &chains[(file * 31 + page) & (CHAINS - 1)];
}

void core_unhash(struct core *c)
{
    uint32_t *chain = chain_of(c->c_file, c->c_page);
    unsigned wanted = c - core_map, place = *chain, next;

    if (place == wanted) {
        *chain = c->c_hash;
    } else {
        for (; (next = core_map[place].c_hash) != wanted; place = next)
            if (place == 0 || next == 0)
                panic("core_unhash: frame %x is not in its chain", (unsigned)frame_at(wanted));
        core_map[place].c_hash = c->c_hash;
    }
    c->c_hash = 0;
    c->c_file = 0;
}

struct core *core_find(uint32_t file, uint32_t page)
{
    unsigned place = *chain_of(file, page);

    while (place != 0 && (core_map[place].c_file != file || core_map[place].c_page != page))
        place = core_map[place].c_hash;
    return place == 0 ? NULL : &core_map[place];
}

void frame_hash(frame_t frame, uint32_t file)
{
    struct core *c = core_of(frame);
    spl_t level = core_enter();
    uint32_t *chain;

    if (c->c_file != 0)
        panic("frame_hash: frame %x has an identity", (unsigned)frame);
    if (core_find(file, c->c_page) != NULL)
        panic("frame_hash: page %d of file %d is there already", c->c_page, (int)file);
    chain = chain_of(file, c->c_page);
    c->c_file = file;
    c->c_hash = *chain;
    *chain = place_of(frame);
    core_leave(level);
}

frame_t frame_find(uint32_t file, uint32_t page)
{
    spl_t level = core_enter();
    struct core *c = core_find(file, page);

    core_leave(level);
    return c == NULL ? NO_FRAME : frame_at(c - core_map);
}

void frames_purge(uint32_t file)
{
    for (frame_t frame = core_first; frame < core_end; frame++) {
        spl_t level;

        if (core_of(frame)->c_file != file)
            continue;
        level = core_enter(); /* for one at a time: there may be many */
        if (core_of(frame)->c_file == file)
            core_unhash(core_of(frame));
        core_leave(level);
    }
}
