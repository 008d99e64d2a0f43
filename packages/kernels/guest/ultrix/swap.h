/*
 * Swap space. Nothing is ever written there (docs/ultrix.md), but every page of a process has its
 * place, as in 4.3BSD: what a program has been promised could be put away. Data and stack each have a
 * disk map, of chunks that begin with 16 KB and double as the segment grows; a text has as much as
 * its pages. Who finds no swap space gets ENOMEM when it asks, not a kill when it uses what it got.
 */
#ifndef SWAP_H
#define SWAP_H

#include <stdbool.h>
#include <stdint.h>

/* In blocks of the disk, 512 bytes (4.3BSD's dmmin and dmmax; the latter larger, as for segments of
 * 64 MB). */
#define SWAP_BLOCK_SHIFT 9
#define CHUNK_MIN 32
#define CHUNK_MAX 8192
#define DMAP_CHUNKS 24

/* Where the pages of a segment are: chunk i at d_chunks[i], as long as its place says. */
struct dmap {
    uint32_t d_size;      /* blocks that the segment has */
    uint32_t d_allocated; /* blocks of the chunks */
    uint32_t d_chunks[DMAP_CHUNKS];
};

void swap_start(uint32_t megabytes);
/* The segment has `pages` pages from now on; less: chunks that it does not need go back. False: no
 * swap space, and all is as it was. */
bool swap_resize(struct dmap *dmap, uint32_t pages);
/* The block that page `page` of the segment has (4.3BSD's vtod). Panics if it has none. */
uint32_t swap_block(const struct dmap *dmap, uint32_t page);
/* In a row, for a text; 0: there is none. */
uint32_t swap_take(uint32_t pages);
void swap_give(uint32_t first, uint32_t pages);
/* Blocks that are free, of all. */
uint32_t swap_free(void);
extern uint32_t swap_blocks;
/* Panics if the map, or the dmap, is not in order; a dmap's blocks. */
void swap_check(void);
uint32_t dmap_check(const struct dmap *dmap);

#endif
