#include "isolated.h"

uint32_t filled_checksum(uint32_t bytes, uint32_t first)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < bytes / 4; i++)
        sum = (sum << 1 | sum >> 31) + first + i * FILL_STEP;
    return sum;
}

int misses(uint32_t address, uint32_t which)
{
    return (call_uncached(cache_load_status)(address, which) & ST_CM) != 0;
}
