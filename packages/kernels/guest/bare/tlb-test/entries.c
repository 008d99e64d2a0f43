/* The entries: written, read back, found. */
#include "check.h"
#include "tlb.h"

void tlb_write(unsigned index, uint32_t hi, uint32_t lo)
{
    uint32_t before = read_c0(C0_ENTRYHI);

    write_c0(C0_ENTRYHI, hi);
    write_c0(C0_ENTRYLO, lo);
    write_c0(C0_INDEX, index << TLB_INDEX_SHIFT);
    tlbwi();
    write_c0(C0_ENTRYHI, before);
}

void tlb_read(unsigned index, uint32_t *hi, uint32_t *lo)
{
    uint32_t before = read_c0(C0_ENTRYHI);

    write_c0(C0_INDEX, index << TLB_INDEX_SHIFT);
    tlbr();
    *hi = read_c0(C0_ENTRYHI);
    *lo = read_c0(C0_ENTRYLO);
    write_c0(C0_ENTRYHI, before);
}

int tlb_probe(uint32_t hi)
{
    uint32_t before = read_c0(C0_ENTRYHI);

    write_c0(C0_ENTRYHI, hi);
    tlbp();
    uint32_t index = read_c0(C0_INDEX);
    write_c0(C0_ENTRYHI, before);
    return index & TLB_PROBE_FAILED ? -1 : (int)(index >> TLB_INDEX_SHIFT);
}

void tlb_update(uint32_t hi, uint32_t lo)
{
    int index = tlb_probe(hi);

    if (index >= 0)
        tlb_write(index, hi, lo);
}

void tlb_empty(void)
{
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        tlb_write(i, KSEG0 + i * PAGE_SIZE, 0);
}

/* Different for every entry; `turn` changes all of them. */
static uint32_t some_hi(unsigned i, unsigned turn)
{
    return ((i * 0x01234567 + turn * 0x00fedcba) & 0x7ffff000) | asid((i * 7 + turn) % 64);
}

static uint32_t some_lo(unsigned i, unsigned turn)
{
    return ((i * 0x00345678 + turn * 0x01010101) & LO_PFN) | ((i + turn) & 15) << 8;
}

void test_entries(void)
{
    uint32_t hi, lo;

    check_group("entries");
    for (unsigned turn = 0; turn < 16; turn++) {
        for (unsigned i = 0; i < TLB_ENTRIES; i++)
            tlb_write(i, some_hi(i, turn), some_lo(i, turn));
        for (unsigned i = 0; i < TLB_ENTRIES; i++) {
            tlb_read(i, &hi, &lo);
            check("hi", i, hi, some_hi(i, turn));
            check("lo", i, lo, some_lo(i, turn));
        }
    }
    tlb_empty();
}

void test_probe(void)
{
    check_group("probe");
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        tlb_write(i, USER_PAGE + i * PAGE_SIZE + asid(i), i % 2 ? LO_G : 0);
    for (unsigned i = 0; i < TLB_ENTRIES; i++) {
        uint32_t page = USER_PAGE + i * PAGE_SIZE;
        check("its own", i, tlb_probe(page + asid(i)), i);
        check("another space", i, tlb_probe(page + asid((i + 1) % 64)), i % 2 ? i : (uint32_t)-1);
        check("another page", i, tlb_probe(page + TLB_ENTRIES * PAGE_SIZE + asid(i)), -1);
    }
    tlb_empty();
}

/* Entries written by Random are never the wired ones. */
void test_random(void)
{
    uint32_t hi, lo;

    check_group("wired entries");
    for (unsigned i = 0; i < TLB_WIRED; i++)
        tlb_write(i, some_hi(i, 1), some_lo(i, 1));
    for (unsigned n = 0; n < 2000; n++) {
        write_c0(C0_ENTRYHI, KSEG0 + n * PAGE_SIZE);
        write_c0(C0_ENTRYLO, 0);
        tlbwr();
    }
    for (unsigned i = 0; i < TLB_WIRED; i++) {
        tlb_read(i, &hi, &lo);
        check("hi", i, hi, some_hi(i, 1));
        check("lo", i, lo, some_lo(i, 1));
    }
    write_c0(C0_ENTRYHI, 0);
    tlb_empty();
}
