/* Which frame an address means: by page, space, and the global bit. */
#include "check.h"
#include "tlb.h"

#define FRAMES 16
#define WORDS (PAGE_SIZE / 4)

static uint32_t frames[FRAMES][WORDS] __attribute__((aligned(PAGE_SIZE)));

#define VALID (LO_V | LO_D)
#define at(address) (*(volatile uint32_t *)(address))

static uint32_t frame(unsigned n)
{
    return physical(frames[n]);
}

static void mark_frames(void)
{
    for (unsigned n = 0; n < FRAMES; n++)
        for (unsigned w = 0; w < WORDS; w++)
            frames[n][w] = n << 16 | w;
}

static void check_pages(uint32_t page, const char *what)
{
    for (unsigned n = 0; n < FRAMES; n++) {
        uint32_t address = page + n * PAGE_SIZE + 4 * (n * 37 % WORDS);
        check(what, n, at(address), n << 16 | n * 37 % WORDS);
        at(address) = 0xabc00000 + n;
        check("stored", n, at(kseg0(frame(n)) + address % PAGE_SIZE), 0xabc00000 + n);
        at(kseg0(frame(n)) + address % PAGE_SIZE) = n << 16 | n * 37 % WORDS;
    }
}

void test_translation(void)
{
    check_group("translation");
    mark_frames();
    for (unsigned n = 0; n < FRAMES; n++) {
        tlb_write(n, USER_PAGE + n * PAGE_SIZE, frame(n) | VALID);
        tlb_write(FRAMES + n, KERNEL_PAGE + n * PAGE_SIZE, frame(n) | VALID | LO_G);
    }
    check_pages(USER_PAGE, "kuseg");
    check_pages(KERNEL_PAGE, "kseg2");
    tlb_empty();

    check_group("spaces");
    for (unsigned n = 0; n < FRAMES; n++)
        tlb_write(n, USER_PAGE + asid(n * 4), frame(n) | VALID);
    tlb_write(FRAMES, USER_PAGE + PAGE_SIZE + asid(9), frame(3) | VALID | LO_G);
    for (unsigned n = 0; n < FRAMES; n++) {
        write_c0(C0_ENTRYHI, asid(n * 4));
        check("its frame", n, at(USER_PAGE), n << 16);
        check("global", n, at(USER_PAGE + PAGE_SIZE), 3 << 16);
        at(USER_PAGE + 8) = n;
    }
    for (unsigned n = 0; n < FRAMES; n++)
        check("stored", n, at(&frames[n][2]), n);
    write_c0(C0_ENTRYHI, 0);

    check_group("replacement");
    for (unsigned n = 0; n < FRAMES; n++) {
        tlb_write(5, USER_PAGE + 0x100000, frame(n) | VALID);
        check("now", n, at(USER_PAGE + 0x100000 + 4), n << 16 | 1);
        tlb_write(5, USER_PAGE + 0x200000, frame(n) | VALID | (n % 2 ? LO_N : 0));
        check("moved", n, at(USER_PAGE + 0x200000 + 4), n << 16 | 1);
        check("gone", n, tlb_probe(USER_PAGE + 0x100000), -1);
    }
    tlb_empty();
}
