/*
 * The core map: who has each page frame of memory (4.3BSD's cmap). Frames that nobody has stand in
 * free lists by colour: the place in a cache of 64 KB that they fall into. A page of a process gets a
 * frame of the colour that its address has, moved by the process's number, so that neighbours in
 * virtual memory do not fight for the cache (what Ultrix does; chen-bershad-1993.md, 1.1 and 1.14).
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
    uint16_t c_next; /* free list, ring; 0: its head is next */
    uint16_t c_prev;
    uint8_t c_use;   /* enum frame_use */
    uint8_t c_flags;
    uint16_t c_page; /* virtual page of its region, for people */
};

extern struct core *core_map; /* by frame - core_first */
extern frame_t core_first, core_end;
extern uint32_t frames_free;

/* Memory from `first` to `end` (physical) is to be had. Called once, by main. */
void memory_start(uint32_t first, uint32_t end);
/* A frame of the colour, or of the next one that there is; NO_FRAME: no memory. Callable from
 * interrupts. Does not look for memory that could be given up: memory_reclaim() does. */
frame_t frame_alloc(unsigned colour, enum frame_use use, uint32_t page);
void frame_free(frame_t frame);
/* `count` frames in a row; the first. */
frame_t frames_alloc(unsigned count, enum frame_use use);

#define frame_address(frame) ((void *)(KSEG0 + ((frame) << PAGE_SHIFT)))
#define frame_of(pointer) ((uint32_t)((uintptr_t)(pointer) - KSEG0) >> PAGE_SHIFT)

#endif
