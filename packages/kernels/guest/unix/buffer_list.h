/*
 * The parts of the buffer cache among themselves: buffer.c (which block is where), buffer_list.c
 * (what may be used again), buffer_memory.c (whose a page is), buffer_io.c (transfers).
 */
#ifndef UNIX_BUFFER_LIST_H
#define UNIX_BUFFER_LIST_H

#include <unix/buf.h>
#include <unix/under.h>

/* Lists of buffers that nobody holds; the first of each is the next to go. */
enum buffer_list {
    BUFFERS_LOCKED, /* never go */
    BUFFERS_LRU,
    BUFFERS_AGE,   /* have nothing, or what will hardly be wanted again: go before LRU */
    BUFFERS_EMPTY, /* have no memory */
    BUFFER_LISTS
};

extern struct buf *buffers;
extern int buffer_count;
extern struct buf free_lists[BUFFER_LISTS];

/* The lists' lock, and what a buffer says of who holds it: at splbio, as interrupts give buffers back. */
spl_t buffers_enter(void);
void buffers_leave(spl_t s);
/* Sleeps without the lock. */
void buffers_wait(const void *channel, int priority, const char *why);

/* Takes a buffer that nobody holds off its list: the caller holds it. At splbio, or with certainty
 * that it is not being released. */
void buffer_take(struct buf *bp);
/* A buffer held, with memory, whose block is forgotten. NULL: there was none, or it had to be
 * written; time has passed, and the caller looks again whether it still needs one. */
struct buf *getnewbuf(void);

void buffer_unhash(struct buf *bp);

/* All memory of the cache, and how it is shared out at first. */
void buffer_memory_start(size_t bytes);

#endif
