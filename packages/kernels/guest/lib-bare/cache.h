/*
 * The caches, by isolation: with Status IsC, stores go to the data cache and nowhere else, with SwC
 * besides to the instruction cache; a store smaller than a word makes the word's line invalid.
 * Source: 4.4BSD sys/pmax/pmax/locore.s and Mach 3.0 mips/mips_cache.s do it so.
 */
#ifndef CACHE_H
#define CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "cp0.h"

#define CACHE_BYTES 65536 /* of each cache of the 5000/200 */

/*
 * `which` is ST_ISC for the data cache, ST_ISC | ST_SWC for the instruction cache. All of these run
 * uncached, with interrupts off.
 */
void cache_invalidate(uintptr_t address, size_t bytes, uint32_t which);
uint32_t cache_load(uintptr_t address, uint32_t which);
/* Status as it is after such a load, while the cache is isolated. */
uint32_t cache_load_status(uintptr_t address, uint32_t which);
void cache_store(uintptr_t address, uint32_t value, uint32_t which);

/* Calls a function through its kseg1 address. */
#define call_uncached(function) (*(__typeof__(function) *)uncached((uintptr_t)(function)))

static inline void flush_instruction_cache(uintptr_t address, size_t bytes)
{
    call_uncached(cache_invalidate)(address, bytes, ST_ISC | ST_SWC);
}

static inline void flush_data_cache(uintptr_t address, size_t bytes)
{
    call_uncached(cache_invalidate)(address, bytes, ST_ISC);
}

#endif
