/* Random counts instructions down from 63 to 8, and TLBWR writes the entry that it names. */
#include "check.h"
#include "cp0.h"
#include "hazards.h"
#include "stubs.h"
#include "trap.h"

#define SERIES 64 /* as in random-stubs.S */
#define SERIES_DISTANCE 3
#define FIRST TLB_WIRED
#define COUNT (TLB_ENTRIES - TLB_WIRED)
#define MAPPED 0x00500000 /* a page that nothing uses */

uint32_t random_series(uint32_t *words);
uint32_t random_tlbwr(uint32_t turns);
extern stub64 random_branch, random_written, random_syscall, random_overflow;

/* Random, so many instructions after it was `random`. */
static uint32_t later(uint32_t random, unsigned instructions)
{
    unsigned entry = (random >> TLB_INDEX_SHIFT) - FIRST;

    return ((entry + COUNT - instructions % COUNT) % COUNT + FIRST) << TLB_INDEX_SHIFT;
}

static void test_series(void)
{
    static uint32_t words[SERIES];

    random_series(words);
    for (unsigned i = 0; i < SERIES; i++) {
        check("no other bits", i, words[i] & ~((TLB_ENTRIES - 1) << TLB_INDEX_SHIFT), 0);
        check("not wired", i, words[i] >> TLB_INDEX_SHIFT >= FIRST, 1);
        if (i > 0)
            check("series", i, words[i], later(words[i - 1], SERIES_DISTANCE));
    }
    for (uint32_t value = 0; value < 2; value++) {
        uint64_t branch = random_branch(0, 0), written = random_written(value ? 0xffffffff : 0, 0);
        check("branch", value, branch >> 32, later(branch, 3));
        check("written", value, written >> 32, later(written, 2));
    }
}

static void test_tlbwr(void)
{
    uint32_t seen[2] = { 0, 0 };

    for (unsigned turns = 0; turns < 2 * COUNT; turns++) {
        uint32_t page = MAPPED + turns * PAGE_SIZE;
        write_c0(C0_ENTRYHI, page);
        write_c0(C0_ENTRYLO, LO_N | LO_V);
        uint32_t expected = later(random_tlbwr(turns), 1);
        write_c0(C0_INDEX, 0);
        tlbp();
        check("tlbwr", turns, read_c0(C0_INDEX), expected);
        write_c0(C0_ENTRYHI, 0);
        write_c0(C0_ENTRYLO, 0);
        tlbr();
        check("entry hi", turns, read_c0(C0_ENTRYHI), page);
        check("entry lo", turns, read_c0(C0_ENTRYLO), LO_N | LO_V);
        seen[expected >> TLB_INDEX_SHIFT >> 5 & 1] |= 1u << (expected >> TLB_INDEX_SHIFT & 31);
    }
    check("wired", 0, seen[0] & ((1u << TLB_WIRED) - 1), 0);
    for (unsigned i = 0; i < TLB_ENTRIES; i++) {
        write_c0(C0_INDEX, i << TLB_INDEX_SHIFT);
        write_c0(C0_ENTRYHI, KSEG0 + i * PAGE_SIZE);
        write_c0(C0_ENTRYLO, 0);
        tlbwi();
    }
    write_c0(C0_ENTRYHI, 0);
}

static unsigned distance(uint64_t before_after)
{
    uint32_t before = before_after, after = before_after >> 32;

    return (COUNT + (before >> TLB_INDEX_SHIFT) - (after >> TLB_INDEX_SHIFT)) % COUNT;
}

/* The handler's way is the same for both; SYSCALL itself counts, and what has overflowed does not. */
static void test_exceptions_counted(void)
{
    trap_catch(EXC_SYS);
    trap_catch(EXC_OV);
    unsigned with_syscall = distance(random_syscall(0, 0));
    unsigned with_overflow = distance(random_overflow(0, 0));
    check("retired", 0, (COUNT + with_syscall - with_overflow) % COUNT, 1);
}

void test_random(void)
{
    check_group("random");
    test_series();
    test_tlbwr();
    test_exceptions_counted();
}
