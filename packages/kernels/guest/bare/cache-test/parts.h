/* The parts of both programs that check caches, and what they share. */
#ifndef PARTS_H
#define PARTS_H

#include <stdint.h>

#define count_of(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Room in kseg0 for contents of caches. The whole program is smaller than a cache, so that none of its
 * other data, nor its stack, shares lines with this.
 */
#define ROOM_BYTES 4096
extern uint32_t room[ROOM_BYTES / 4];

void test_sizes(void);
void test_contents(void);
void test_flushes(void);
void test_code(void);

#endif
