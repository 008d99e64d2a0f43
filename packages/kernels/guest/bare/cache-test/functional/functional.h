/* Checks of data that the cache holds and memory does not. */
#ifndef FUNCTIONAL_H
#define FUNCTIONAL_H

#include <stdint.h>

#include "cp0.h"

/* A word by its cached and its uncached address; both are references of their own. */
#define cached_word(index) (*(volatile uint32_t *)&room[index])
#define memory_word(index) (*(volatile uint32_t *)uncached(&room[index]))

void test_mach(void);
void test_stale(void);
void test_mapped(void);

#endif
