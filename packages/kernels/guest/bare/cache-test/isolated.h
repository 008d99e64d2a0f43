/*
 * References to one cache by itself. `which` is Status: ST_ISC for the data cache, with ST_SWC besides
 * for the instruction cache. To be called uncached.
 */
#ifndef ISOLATED_H
#define ISOLATED_H

#define FILL_STEP 0x01000193 /* of isolated_fill */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "cache.h"

#define DATA ST_ISC
#define INSTRUCTIONS (ST_ISC | ST_SWC)

typedef void isolated_store(uint32_t address, uint32_t value, uint32_t which);
typedef uint32_t isolated_load(uint32_t address, uint32_t old, uint32_t which);
extern isolated_store isolated_sb, isolated_sh, isolated_sw, isolated_swl, isolated_swr;
extern isolated_load isolated_lb, isolated_lbu, isolated_lh, isolated_lhu, isolated_lw, isolated_lwl, isolated_lwr;

void isolated_fill(uint32_t address, uint32_t bytes, uint32_t which, uint32_t first);
/* The checksum in the lower half, the number of misses in the upper. */
uint64_t isolated_scan(uint32_t address, uint32_t bytes, uint32_t which);
uint64_t isolated_fill_and_scan(uint32_t address, uint32_t bytes, uint32_t which, uint32_t first);
uint32_t size_as_bsd(uint32_t which);
uint32_t size_as_mach(uint32_t which);

/* What isolated_scan returns of words that isolated_fill has written. */
uint32_t filled_checksum(uint32_t bytes, uint32_t first);
/* Whether an isolated load of the address misses: Status CM. */
int misses(uint32_t address, uint32_t which);
#endif

#endif
