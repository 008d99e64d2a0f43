#include "system-map.h"

#include <unix/under.h>

uint32_t system_map_entries[SYSTEM_MAP_PAGES];
static unsigned used;

uintptr_t system_map_reserve(unsigned pages)
{
    uintptr_t at = SYSTEM_MAP + used * PAGE_SIZE;

    if (pages > SYSTEM_MAP_PAGES - used)
        return 0;
    used += pages;
    return at;
}

void system_map_enter(uintptr_t address, frame_t frame)
{
    uint32_t *entry = &system_map_entries[(address - SYSTEM_MAP) >> PAGE_SHIFT];

    if (*entry != 0)
        panic("system_map_enter: %x is mapped", (unsigned)address);
    *entry = frame << PAGE_SHIFT | LO_V | LO_D | LO_G;
}

void system_map_change(uintptr_t address, frame_t frame)
{
    system_map_entries[(address - SYSTEM_MAP) >> PAGE_SHIFT] = frame << PAGE_SHIFT | LO_V | LO_D | LO_G;
}
