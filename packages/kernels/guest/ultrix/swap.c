/* Swap space: 4.3BSD's vsexpand, vsxalloc and vsxfree, over one resource map. */
#include "swap.h"

#include <unix/kernel.h>

#include "layout.h"
#include "param.h"
#include "resource-map.h"
#include "statistics.h"

#define BLOCKS_PER_PAGE (PAGE_SIZE >> SWAP_BLOCK_SHIFT)
#define FIRST_BLOCK 1 /* 0 is no block */

static struct resource_run runs[SWAP_RUNS];
static struct resource_map map;
uint32_t swap_blocks;

void swap_start(uint32_t megabytes)
{
    swap_blocks = megabytes << (20 - SWAP_BLOCK_SHIFT);
    resource_map_start(&map, "swap space", runs, SWAP_RUNS, FIRST_BLOCK, swap_blocks);
}

/* Chunks that hold `blocks` blocks, at least one; *last: blocks of the last of them. */
static unsigned chunks_for(uint32_t blocks, uint32_t *last)
{
    uint32_t chunk = CHUNK_MIN, held = chunk;
    unsigned count = 1;

    while (held < blocks) {
        if (chunk < CHUNK_MAX)
            chunk *= 2;
        held += chunk;
        count++;
    }
    *last = chunk;
    return count;
}

/* The last chunk, as d_allocated says, goes back. */
static void chunk_give(struct dmap *dmap)
{
    uint32_t blocks;
    unsigned last = chunks_for(dmap->d_allocated, &blocks) - 1;

    resource_give(&map, dmap->d_chunks[last], blocks);
    dmap->d_chunks[last] = 0;
    dmap->d_allocated -= blocks;
}

/* One more chunk. */
static bool chunk_take(struct dmap *dmap)
{
    uint32_t chunk;
    unsigned next = chunks_for(dmap->d_allocated + 1, &chunk) - 1;

    if (next >= DMAP_CHUNKS || (dmap->d_chunks[next] = resource_take(&map, chunk)) == 0)
        return false;
    dmap->d_allocated += chunk;
    return true;
}

bool swap_resize(struct dmap *dmap, uint32_t pages)
{
    uint32_t blocks = pages * BLOCKS_PER_PAGE, before = dmap->d_allocated;
    uint32_t last;

    while (dmap->d_allocated < blocks) {
        if (chunk_take(dmap))
            continue;
        while (dmap->d_allocated > before)
            chunk_give(dmap);
        events.swap_refused++;
        return false;
    }
    while (dmap->d_allocated != 0) {
        chunks_for(dmap->d_allocated, &last);
        if (dmap->d_allocated - last < blocks)
            break;
        chunk_give(dmap);
    }
    dmap->d_size = blocks;
    return true;
}

uint32_t swap_block(const struct dmap *dmap, uint32_t page)
{
    uint32_t block = page * BLOCKS_PER_PAGE, chunk = CHUNK_MIN;
    unsigned i = 0;

    if (block >= dmap->d_size)
        panic("page %d has no place in swap space, but %d blocks", (int)page, (int)dmap->d_size);
    for (; block >= chunk; i++) {
        block -= chunk;
        if (chunk < CHUNK_MAX)
            chunk *= 2;
    }
    if (dmap->d_chunks[i] == 0)
        panic("page %d: chunk %d has no place in swap space", (int)page, (int)i);
    return dmap->d_chunks[i] + block;
}

uint32_t swap_take(uint32_t pages)
{
    uint32_t first = resource_take(&map, pages * BLOCKS_PER_PAGE);

    if (first == 0)
        events.swap_refused++;
    return first;
}

void swap_give(uint32_t first, uint32_t pages)
{
    resource_give(&map, first, pages * BLOCKS_PER_PAGE);
}

uint32_t swap_free(void)
{
    return map.free;
}

void swap_check(void)
{
    resource_map_check(&map);
}

uint32_t dmap_check(const struct dmap *dmap)
{
    uint32_t blocks = 0, chunk = CHUNK_MIN;

    for (int i = 0; i < DMAP_CHUNKS && dmap->d_chunks[i] != 0; i++) {
        blocks += chunk;
        if (chunk < CHUNK_MAX)
            chunk *= 2;
    }
    if (blocks != dmap->d_allocated || dmap->d_size > blocks)
        panic("a disk map has %d blocks in its chunks, %d by itself, for %d", (int)blocks,
              (int)dmap->d_allocated, (int)dmap->d_size);
    return blocks;
}
