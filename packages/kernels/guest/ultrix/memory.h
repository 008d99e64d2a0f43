/*
 * The core map: who has each page frame of memory (4.3BSD's cmap). Frames that nobody has stand in one
 * free list, those freed longest ago first. Which of them a page gets is a matter of colour, the place
 * in a cache of 64 KB that a frame falls into: that of the page's address, moved by the process's
 * number, so that neighbours in virtual memory do not fight for the cache (as Ultrix places them; Chen
 * and Bershad, SOSP 1993). The list is searched for it.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <cp0.h>
#include <stdbool.h>
#include <stdint.h>

/* A frame: its physical address / PAGE_SIZE. */
typedef uint32_t frame_t;
#define NO_FRAME 0 /* frame 0 has the vectors */

#define COLOURS 16 /* 64 KB, in pages */
#define CACHE_COLOUR(number) ((number) & (COLOURS - 1))

enum frame_use { FRAME_SYSTEM, FRAME_FREE, FRAME_KERNEL, FRAME_U_AREA, FRAME_TABLE, FRAME_TEXT, FRAME_DATA, FRAME_STACK };

struct core {
    uint16_t c_next; /* free list, ring: place in the map; the head is 0 */
    uint16_t c_prev;
    uint8_t c_use;   /* enum frame_use */
    uint8_t c_flags;
    uint16_t c_page; /* virtual page of its region, for people */
};

extern struct core *core_map; /* [0] is the free list's head, then by frame, from core_first on */
extern frame_t core_first, core_end;
extern uint32_t frames_free;

/* Memory from `first` to `end` (physical) is to be had. Called once, by main. */
void memory_start(uint32_t first, uint32_t end);
/* A frame, of the colour if one is found; NO_FRAME: no memory. Callable from interrupts. Does not look
 * for memory that could be given up: frame_get() does. */
frame_t frame_alloc(unsigned colour, enum frame_use use, uint32_t page);
void frame_free(frame_t frame);
/* `count` frames in a row; the first. */
frame_t frames_alloc(unsigned count, enum frame_use use);

#define frame_address(frame) ((void *)(KSEG0 + ((frame) << PAGE_SHIFT)))
#define frame_of(pointer) ((uint32_t)((uintptr_t)(pointer) - KSEG0) >> PAGE_SHIFT)

#endif
