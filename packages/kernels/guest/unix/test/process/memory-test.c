/* The allocator against a model. */
#include "host.h"

#define PIECES 600

static struct {
    uint8_t *at;
    size_t bytes;
    uint8_t fill;
} pieces[PIECES];

static uint32_t seed = 12345;

static uint32_t any(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static size_t any_size(void)
{
    switch (any(8)) {
    case 0:
        return any(3) == 0 ? 0 : 1 + any(20);
    case 1:
        return (size_t)16 << any(10); /* at a power of two */
    case 2:
        return ((size_t)16 << any(10)) + 1;
    case 3:
        return 8000 + any(60000);
    default:
        return 1 + any(2000);
    }
}

static size_t taken_by(size_t bytes)
{
    size_t size = 16;

    if (bytes > 8192)
        return (bytes + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
    while (size < bytes)
        size *= 2;
    return size;
}

static void against_model(void)
{
    size_t before = kmem_statistics.in_use, sum = 0;
    uint32_t pieces_before = kmem_statistics.pieces;

    for (int step = 0; step < 60000; step++) {
        unsigned i = any(PIECES);
        uint8_t *at = pieces[i].at;

        if (at == NULL) {
            size_t bytes = any_size();
            bool zeroed = any(4) == 0;

            at = zeroed ? kmem_alloc_zeroed(bytes) : kmem_alloc(bytes);
            CHECK(at != NULL && (uintptr_t)at % 16 == 0);
            if (bytes >= PAGE_SIZE)
                CHECK((uintptr_t)at % PAGE_SIZE == 0);
            for (size_t n = 0; zeroed && n < bytes; n++)
                CHECK(at[n] == 0);
            pieces[i].at = at;
            pieces[i].bytes = bytes;
            pieces[i].fill = any(256);
            for (size_t n = 0; n < bytes; n++)
                at[n] = pieces[i].fill;
            sum += taken_by(bytes);
        } else {
            for (size_t n = 0; n < pieces[i].bytes; n++)
                CHECK(at[n] == pieces[i].fill);
            kmem_free(at);
            pieces[i].at = NULL;
            sum -= taken_by(pieces[i].bytes);
        }
        CHECK(kmem_statistics.in_use == before + sum);
    }
    for (unsigned i = 0; i < PIECES; i++)
        if (pieces[i].at != NULL)
            kmem_free(pieces[i].at);
    CHECK(kmem_statistics.in_use == before);
    CHECK_IS(kmem_statistics.pieces, pieces_before);
    CHECK(kmem_statistics.most > before);
}

static void whole_pages(void)
{
    int before = pages_given();
    void *at = kmem_alloc(5 * PAGE_SIZE - 1);

    CHECK_IS(pages_given(), before + 5);
    kmem_free(at);
    CHECK_IS(pages_given(), before);
    /* Pieces stay, and are used again, the one that was freed first. */
    void *first = kmem_alloc(8000), *second = kmem_alloc(8000);
    before = pages_given();
    kmem_free(first);
    kmem_free(second);
    CHECK_IS(pages_given(), before);
    CHECK(kmem_alloc(5000) == first);
    CHECK(kmem_alloc(8192) == second);
}

static void *held;

static void frees_later(void)
{
    KSLEEP(&held, PWAIT, 50);
    kmem_free(held);
}

static void waits(void)
{
    uint32_t before = kmem_statistics.waits;

    held = kmem_alloc(10 * PAGE_SIZE);
    spawn(frees_later);
    others_run();
    pages_permit(0);
    CHECK(kmem_try(10 * PAGE_SIZE) == NULL);
    void *at = kmem_alloc(10 * PAGE_SIZE); /* when it has been freed */
    CHECK_IS(kmem_statistics.waits, before + 1);
    CHECK(kmem_try(3 * PAGE_SIZE) == NULL);
    kmem_free(at);
    pages_permit(-1);
}

static void freed_twice(void)
{
    void *at = kmem_alloc(8192);

    kmem_free(at);
    kmem_free(at);
}

static void pages_freed_twice(void)
{
    void *at = kmem_alloc(9000);

    kmem_free(at);
    kmem_free(at);
}

const struct test memory_tests[] = {
    {"kernel memory against a model", against_model},
    {"whole pages", whole_pages},
    {"waiting for memory", waits},
    {"panic: memory freed twice", freed_twice},
    {"panic: pages freed twice", pages_freed_twice},
    {NULL, NULL},
};
