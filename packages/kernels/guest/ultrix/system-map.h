/*
 * The kernel's own mapped memory, from SYSTEM_MAP on (layout.h): its page table is one array in kseg0
 * (4.3BSD's Sysmap), which ktlb_miss reads. What is mapped once stays, but for the window (window.h).
 */
#ifndef SYSTEM_MAP_H
#define SYSTEM_MAP_H

#include "layout.h"
#include "memory.h"

extern uint32_t system_map_entries[SYSTEM_MAP_PAGES];

/* Room for `pages` pages: its address, or 0. */
uintptr_t system_map_reserve(unsigned pages);
/* The page at `address`, which has not been mapped before, is `frame`. */
void system_map_enter(uintptr_t address, frame_t frame);
/* It is `frame` from now on; the TLB may have what it was. */
void system_map_change(uintptr_t address, frame_t frame);

#endif
