/* What isolated references do: contents and tags of the cache, and nothing else. */
#include "check.h"
#include "isolated.h"
#include "parts.h"

#define VALUE 0x84838281
#define OTHER 0x0badcafe
#define OLD 0x11223344
#define IN_MEMORY 0x600df00d

static const uint32_t caches[] = { DATA, INSTRUCTIONS };

/* A word of room in memory, and none of its line in the cache. */
static uint32_t prepare(uint32_t which)
{
    *uncached((volatile uint32_t *)&room[0]) = IN_MEMORY;
    call_uncached(cache_invalidate)((uint32_t)&room[0], 4, which);
    return (uint32_t)&room[0];
}

static uint32_t in_memory(void)
{
    return *uncached((volatile uint32_t *)&room[0]);
}

static const struct {
    const char *name;
    isolated_load *load;
    unsigned offset;
    uint32_t value; /* of VALUE, over OLD */
} loads[] = {
    { "lw", isolated_lw, 0, VALUE },       { "lb", isolated_lb, 2, 0xffffff83 },
    { "lbu", isolated_lbu, 3, 0x84 },      { "lh", isolated_lh, 0, 0xffff8281 },
    { "lhu", isolated_lhu, 2, 0x8483 },    { "lwl", isolated_lwl, 1, 0x82813344 },
    { "lwr", isolated_lwr, 2, 0x11228483 },
};

static const struct {
    const char *name;
    isolated_store *store;
    unsigned offset;
    int whole; /* a whole word */
} stores[] = {
    { "sw", isolated_sw, 0, 1 },   { "sb", isolated_sb, 1, 0 },   { "sh", isolated_sh, 2, 0 },
    { "swl", isolated_swl, 0, 0 }, { "swl", isolated_swl, 2, 0 }, { "swl", isolated_swl, 3, 1 },
    { "swr", isolated_swr, 3, 0 }, { "swr", isolated_swr, 1, 0 }, { "swr", isolated_swr, 0, 1 },
};

static void test_loads(uint32_t which)
{
    uint32_t address = prepare(which);

    check("invalid", which, misses(address, which), 1);
    call_uncached(isolated_sw)(address, VALUE, which);
    check("valid", which, misses(address, which), 0);
    for (unsigned i = 0; i < count_of(loads); i++)
        check(loads[i].name, which, call_uncached(*loads[i].load)(address + loads[i].offset, OLD, which),
              loads[i].value);
    check("memory", which, in_memory(), IN_MEMORY);
}

/* Anything smaller than a word makes the word invalid, and leaves what was in it. */
static void test_stores(uint32_t which)
{
    for (unsigned i = 0; i < count_of(stores); i++) {
        uint32_t address = prepare(which);
        call_uncached(isolated_sw)(address, VALUE, which);
        call_uncached(*stores[i].store)(address + stores[i].offset, OTHER, which);
        check(stores[i].name, stores[i].offset, misses(address, which), !stores[i].whole);
        check(stores[i].name, stores[i].offset, call_uncached(cache_load)(address, which),
              stores[i].whole ? OTHER : VALUE);
        check("memory", i, in_memory(), IN_MEMORY);
    }
}

/* The index is the address modulo the size; a load of another tag misses, and gets what is there. */
static void test_tags(uint32_t which)
{
    uint32_t address = prepare(which), page = address & 0xffff;
    const uint32_t others[] = {
        address + CACHE_BYTES, address - CACHE_BYTES, KSEG0 + 0x00700000 + page,
        KUSEG + 0x00400000 + page, /* mapped, by nothing: the TLB is not asked */
        KSEG2 + 0x00010000 + page,
    };

    for (unsigned i = 0; i < count_of(others); i++) {
        call_uncached(cache_store)(address, VALUE + i, which);
        check("other tag misses", i, misses(others[i], which), 1);
        check("other tag", i, call_uncached(cache_load)(others[i], which), VALUE + i);
        call_uncached(cache_store)(others[i], OTHER + i, which);
        check("replaced", i, misses(address, which), 1);
        check("replaced", i, call_uncached(cache_load)(address, which), OTHER + i);
        check("its own tag", i, misses(others[i], which), 0);
    }
    /* Both unmapped segments have the same physical address, and it is the tag. */
    call_uncached(cache_store)(address, VALUE, which);
    check("kseg1", 0, misses((uint32_t)uncached(&room[0]), which), 0);
    check("memory", 0, in_memory(), IN_MEMORY);
}

/* CM is of the last isolated load; no other load and no write changes it. */
static void test_miss_bit(void)
{
    uint32_t address = prepare(DATA);

    misses(address, DATA);
    (void)*(volatile uint32_t *)address;
    check("after a miss", 0, read_c0(C0_STATUS) & ST_CM, ST_CM);
    write_c0(C0_STATUS, 0);
    check("after a write of 0", 0, read_c0(C0_STATUS) & ST_CM, ST_CM);
    call_uncached(cache_store)(address, VALUE, DATA);
    check("after a store", 0, read_c0(C0_STATUS) & ST_CM, ST_CM);
    misses(address, DATA);
    check("after a hit", 0, read_c0(C0_STATUS) & ST_CM, 0);
    write_c0(C0_STATUS, ST_CM);
    check("after a write of 1", 0, read_c0(C0_STATUS) & ST_CM, 0);
}

/*
 * Every word of a cache, and of the other one after that. Between two calls the program's own data may
 * replace words of the data cache: it is filled and scanned in one.
 */
static void test_arrays(void)
{
    uint64_t scan;

    call_uncached(isolated_fill)(KSEG0, CACHE_BYTES, INSTRUCTIONS, VALUE);
    scan = call_uncached(isolated_fill_and_scan)(KSEG0, CACHE_BYTES, DATA, OTHER);
    check("data", 0, scan, filled_checksum(CACHE_BYTES, OTHER));
    check("data misses", 0, scan >> 32, 0);
    scan = call_uncached(isolated_scan)(KSEG0, CACHE_BYTES, INSTRUCTIONS);
    check("instructions", 0, scan, filled_checksum(CACHE_BYTES, VALUE));
    check("instruction misses", 0, scan >> 32, 0);
}

/* SwC by itself does nothing. */
static void test_swap_alone(void)
{
    uint32_t address = prepare(DATA);

    call_uncached(cache_store)((uint32_t)uncached(&room[0]), VALUE, ST_SWC);
    check("stored", 0, in_memory(), VALUE);
    check("loaded", 0, call_uncached(cache_load)((uint32_t)uncached(&room[0]), ST_SWC), VALUE);
    check("not in the cache", 0, misses(address, DATA), 1);
}

void test_contents(void)
{
    for (unsigned i = 0; i < count_of(caches); i++) {
        check_group(caches[i] == DATA ? "data cache" : "instruction cache");
        test_loads(caches[i]);
        test_stores(caches[i]);
        test_tags(caches[i]);
    }
    check_group("miss bit");
    test_miss_bit();
    check_group("arrays");
    test_arrays();
    check_group("swap alone");
    test_swap_alone();
}
