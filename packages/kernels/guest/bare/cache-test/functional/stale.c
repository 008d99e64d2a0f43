/* When a word comes into the data cache, when it leaves it, and what the rest of its block does. */
#include "board.h"
#include "cache.h"
#include "check.h"
#include "functional.h"
#include "isolated.h"
#include "parts.h"
#include "trap.h"

#define BLOCK 4 /* words that a miss reads */
#define AT 64   /* word of room where a block begins */
#define BEFORE(i) (0x1000 + (i))
#define AFTER(i) (0x2000 + (i))

/* Neither word of the block is in the cache; memory has BEFORE. */
static void prepare(void)
{
    flush_data_cache((uintptr_t)&room[AT], BLOCK * 4);
    for (unsigned i = 0; i < BLOCK; i++)
        memory_word(AT + i) = BEFORE(i);
}

/* Behind the cache's back. */
static void change_memory(void)
{
    for (unsigned i = 0; i < BLOCK; i++)
        memory_word(AT + i) = AFTER(i);
}

static void test_refill(void)
{
    for (unsigned first = 0; first < BLOCK; first++) {
        prepare();
        check("miss", first, cached_word(AT + first), BEFORE(first));
        change_memory();
        for (unsigned i = 0; i < BLOCK; i++)
            check("whole block", first << 4 | i, cached_word(AT + i), BEFORE(i));
    }
    prepare();
    change_memory();
    check("not before", 0, cached_word(AT), AFTER(0));
}

static void test_stores(void)
{
    volatile uint8_t *bytes = (volatile uint8_t *)&room[AT];

    /* A word comes in, alone. */
    prepare();
    cached_word(AT + 1) = 7;
    change_memory();
    check("word", 0, cached_word(AT + 1), 7);
    check("its neighbour", 0, cached_word(AT + 2), AFTER(2));
    /* A byte does not, ... */
    prepare();
    bytes[0] = 0xee;
    check("byte in memory", 0, memory_word(AT), (BEFORE(0) & ~0xff) | 0xee);
    change_memory();
    check("byte", 0, cached_word(AT), AFTER(0));
    /* ... but changes a word that is there. */
    prepare();
    check("miss", 0, cached_word(AT), BEFORE(0));
    change_memory();
    bytes[1] = 0xdd;
    check("byte of both, cached", 0, cached_word(AT), (BEFORE(0) & ~0xff00) | 0xdd00);
    check("byte of both, memory", 0, memory_word(AT), (AFTER(0) & ~0xff00) | 0xdd00);
}

static void test_isolated(void)
{
    prepare();
    check("miss", 1, cached_word(AT), BEFORE(0));
    for (unsigned i = 0; i < BLOCK; i++) {
        check("hits", i, misses((uint32_t)&room[AT + i], DATA), 0);
        check("isolated", i, call_uncached(cache_load)((uint32_t)&room[AT + i], DATA), BEFORE(i));
    }
    call_uncached(cache_store)((uint32_t)&room[AT], 9, DATA);
    check("stored isolated", 0, cached_word(AT), 9);
    check("not in memory", 0, memory_word(AT), BEFORE(0));
    prepare();
    call_uncached(cache_store)((uint32_t)&room[AT], 9, INSTRUCTIONS);
    check("the other cache", 0, cached_word(AT), BEFORE(0));
}

/* Another address of the same index takes the line. */
static void test_conflict(void)
{
    uintptr_t other = (uintptr_t)&room[AT] + CACHE_BYTES;

    prepare();
    check("miss", 2, cached_word(AT), BEFORE(0));
    change_memory();
    check("kept", 0, cached_word(AT), BEFORE(0));
    (void)*(volatile uint32_t *)other;
    check("replaced", 0, cached_word(AT), AFTER(0));
    /* An uncached reference takes none. */
    memory_word(AT) = BEFORE(0);
    (void)*(volatile uint32_t *)uncached(other);
    check("not by kseg1", 0, cached_word(AT), AFTER(0));
}

static uint32_t load(uint32_t address)
{
    return *(volatile uint32_t *)address;
}

/* A bus error brings nothing in, and throws nothing out. */
static void test_bus_error(void)
{
    uint32_t index = (uint32_t)&room[AT] % CACHE_BYTES;
    uint32_t (*volatile call)(uint32_t) = load; /* a call, to whose end the handler returns */

    trap_catch(EXC_DBE);
    prepare();
    check("miss", 3, cached_word(AT), BEFORE(0));
    change_memory();
    trap_clear();
    call(kseg0(physical(EMPTY_SLOT)) + index);
    check("bus error", 0, trap.count, 1);
    check("kept", 1, cached_word(AT), BEFORE(0));
}

void test_stale(void)
{
    check_group("refills");
    test_refill();
    check_group("stores");
    test_stores();
    check_group("isolated and not");
    test_isolated();
    check_group("conflicts");
    test_conflict();
    test_bus_error();
}
