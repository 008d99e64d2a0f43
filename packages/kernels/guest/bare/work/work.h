/*
 * Work for a processor: seven small programs over their own data, each a checksum. The same sources
 * run in kseg0 (bench), in mapped user memory (bench-mapped), and on the host, which must agree.
 */
#ifndef WORK_H
#define WORK_H

#include <stdint.h>

#define WORK_COUNT 7

extern const char *const work_names[WORK_COUNT];
extern uint32_t (*const work_functions[WORK_COUNT])(void);

uint32_t work_sieve(void);
uint32_t work_sort(void);
uint32_t work_words(void);
uint32_t work_tree(void);
uint32_t work_matrix(void);
uint32_t work_compress(void);
uint32_t work_crc(void);

/* A sequence of numbers: x <- 1664525 x + 1013904223 (Numerical Recipes, section 7.1). */
static inline uint32_t next_random(uint32_t *state)
{
    return *state = *state * 1664525u + 1013904223u;
}

/* Adds a value to a checksum: rotate and add. */
static inline uint32_t checksum(uint32_t sum, uint32_t value)
{
    return ((sum << 5) | (sum >> 27)) + value;
}

#endif
