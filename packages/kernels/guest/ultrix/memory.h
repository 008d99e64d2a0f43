/*
 * The core map: who has each page frame of memory (4.3BSD's cmap). A frame has an owner, a process or
 * a text, and which of its pages it is; a page of text has an identity besides, the file and the page
 * in it, by which it is found in hash chains.
 *
 * Frames that may be taken stand in one free list. A page of a text that nobody runs is on it, too, at
 * the end, and still its owner's: who runs the text again takes it back (frame_reclaim); if the owner
 * is gone, it can still be found by its identity (frame_find). Only when the frame is taken for
 * something else is it stripped of both.
 *
 * Which frame a page gets is a matter of colour, the place in a cache of 64 KB that a frame falls
 * into: that of the page's address, moved by the process's number, so that neighbours in virtual
 * memory do not fight for the cache (as Ultrix places them; Chen and Bershad, SOSP 1993). The list is
 * searched for it.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <cp0.h>
#include <stdbool.h>
#include <stdint.h>
#include <unix/under.h>

/* A frame: its physical address / PAGE_SIZE. */
typedef uint32_t frame_t;
#define NO_FRAME 0 /* frame 0 has the vectors */

#define COLOURS 16 /* 64 KB, in pages */
#define CACHE_COLOUR(number) ((number) & (COLOURS - 1))

enum frame_use { FRAME_SYSTEM, FRAME_KERNEL, FRAME_U_AREA, FRAME_TABLE, FRAME_TEXT, FRAME_DATA, FRAME_STACK, FRAME_USES };

/* Four words of bit fields, as 4.3BSD's. Places have 17 bits: the machine takes up to 480 MB. */
#define PLACE_BITS 17
struct core {
    uint32_t c_next : PLACE_BITS; /* free list, ring: place in the map; the head is 0 */
    uint32_t c_owner : 12;   /* place in the table of processes, or of texts */
    uint32_t c_prev : PLACE_BITS;
    uint32_t c_use : 4;      /* enum frame_use */
    uint32_t c_free : 1;     /* on the free list */
    uint32_t c_gone : 1;     /* its owner has it no more */
    uint32_t c_locked : 1;   /* being filled or copied: stays where it is */
    uint32_t c_wanted : 1;   /* someone waits for that */
    uint32_t c_transit : 1;  /* what it is to hold is not there yet */
    uint32_t c_hash : PLACE_BITS; /* the next in its chain of identities; 0: the last */
    uint32_t c_page : 15;    /* page of its owner's segment */
    uint32_t c_file;         /* identity: v_id of the file, of whose text it is c_page; 0: none */
};

extern struct core *core_map; /* [0] is the free list's head, then by frame, from core_first on */
extern frame_t core_first, core_end;
extern uint32_t frames_free;

/* Frames are places in the map, counted from 1. */
#define place_of(frame) ((unsigned)((frame) - core_first + 1))
#define frame_at(place) ((frame_t)(place) + core_first - 1)
#define core_of(frame) (&core_map[place_of(frame)])

/* Memory from `first` to `end` (physical) is to be had. Called once, by main. */
void memory_start(uint32_t first, uint32_t end);
/* A frame, of the colour if one is found; NO_FRAME: no memory. But for the kernel's own it is locked, as
 * what it is to hold is not in it yet. Callable from interrupts. */
frame_t frame_alloc(unsigned colour, enum frame_use use, unsigned owner, uint32_t page);
/* Its owner has it no more. With an identity it goes to the end of the list, else to its head. */
void frame_free(frame_t frame);
/* `count` frames in a row, for the kernel; the first. */
frame_t frames_alloc(unsigned count, enum frame_use use);

/* To the end of the free list, but still its owner's. */
void frame_keep(frame_t frame);
/* Off the free list again, as it was. */
void frame_reclaim(frame_t frame);
/* The owner of a frame that is kept gives it up. */
void frame_forsake(frame_t frame);

/* A frame that is locked is not freed: who tries, waits. May sleep. */
void frame_lock(frame_t frame);
void frame_unlock(frame_t frame);

/* The map's own lock: its entries, lists and chains. Interrupts take it, too. */
spl_t core_enter(void);
void core_leave(spl_t level);

/* ---- core-hash.c: identities ---- */
void frame_hash(frame_t frame, uint32_t file);
/* The frame with page `page` of the file's text; NO_FRAME. */
frame_t frame_find(uint32_t file, uint32_t page);
/* The file changes: no frame is a page of it. */
void frames_purge(uint32_t file);
/* For who has entered the map: no identity any more; the frame of an identity, NULL. */
void core_unhash(struct core *c);
struct core *core_find(uint32_t file, uint32_t page);

#define frame_address(frame) ((void *)(KSEG0 + ((frame) << PAGE_SHIFT)))
#define frame_of(pointer) ((uint32_t)((uintptr_t)(pointer) - KSEG0) >> PAGE_SHIFT)

#endif
