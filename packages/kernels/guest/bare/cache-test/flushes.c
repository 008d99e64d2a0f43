/* Flushes make lines invalid: those that they name, and no others. */
#include "check.h"
#include "isolated.h"
#include "parts.h"

#define FIRST 100 /* word of room at which ranges begin */
#define AROUND 8  /* words that are looked at before and behind */
#define LONGEST 70

static const unsigned lengths[] = { 1, 2, 3, 4, 5, 16, 31, 64, LONGEST };

static void check_range(uint32_t which, unsigned words)
{
    uint32_t from = (uint32_t)&room[FIRST - AROUND];

    call_uncached(isolated_fill)(from, (words + 2 * AROUND) * 4, which, words);
    call_uncached(cache_invalidate)((uint32_t)&room[FIRST], words * 4, which);
    for (unsigned i = 0; i < words + 2 * AROUND; i++)
        check("range", words << 8 | i, misses(from + 4 * i, which), i >= AROUND && i < AROUND + words);
}

/* Bytes count for the words that they are in. */
static void check_bytes(uint32_t which)
{
    uint32_t at = (uint32_t)&room[FIRST];

    call_uncached(isolated_fill)(at, 16, which, 0);
    call_uncached(cache_invalidate)(at + 6, 3, which);
    for (unsigned i = 0; i < 4; i++)
        check("bytes", i, misses(at + 4 * i, which), i == 1 || i == 2);
}

/*
 * As 4.4BSD flushes everything: the last bytes of kseg0, a cache's size. Of the data cache only those
 * lines are looked at that the program's own data cannot have brought back.
 */
static void check_whole(uint32_t which)
{
    const uint32_t last = KSEG1 - CACHE_BYTES;

    call_uncached(isolated_fill)(KSEG0, CACHE_BYTES, which, 0);
    call_uncached(cache_invalidate)(last, CACHE_BYTES, which);
    if (which == INSTRUCTIONS)
        check("whole", 0, call_uncached(isolated_scan)(KSEG0, CACHE_BYTES, which) >> 32, CACHE_BYTES / 4);
    else
        check("whole", 1, call_uncached(isolated_scan)((uint32_t)room, sizeof room, which) >> 32,
              ROOM_BYTES / 4);
}

void test_flushes(void)
{
    static const uint32_t caches[] = { DATA, INSTRUCTIONS };

    check_group("flushes");
    for (unsigned i = 0; i < count_of(caches); i++) {
        for (unsigned n = 0; n < count_of(lengths); n++)
            check_range(caches[i], lengths[n]);
        check_bytes(caches[i]);
        check_whole(caches[i]);
    }
}
