/*
 * The personality's memory in pieces: a free list ("bucket") for each power of two from 16 bytes to
 * two pages. A bucket that runs dry gets a page, or two, cut into pieces, which it keeps for good.
 * What is larger is whole pages, given by page_alloc() and back to it when freed.
 *
 * A table with an entry for each page that page_alloc() can give says what the page is used for, so
 * that kmem_free() needs no size. The lists are first in, first out: what has just been freed is
 * not used again at once.
 *
 * Interrupts allocate and free, so that lists and counts are touched at splhigh only.
 */
#include <unix/kernel.h>
#include <unix/lock.h>

#define LEAST_SHIFT 4 /* of a piece: 16 bytes, room for a pointer on every machine */
#define BUCKETS 10
#define LARGEST_PIECE ((size_t)1 << (LEAST_SHIFT + BUCKETS - 1))
#define WHOLE_PAGES 0xffff /* as a page's bucket */
#define PAGES(bytes) (((bytes) + PAGE_SIZE - 1) / PAGE_SIZE)
#define USE_OF(at) (&page_uses[((uintptr_t)(at)-page_base) / PAGE_SIZE])

/* A free piece. */
struct piece {
    struct piece *next;
};

static struct bucket {
    struct piece *first;
    struct piece **last;      /* where the next one is linked */
    uint32_t size;            /* of a piece */
    uint32_t pages;           /* that it gets at a time */
    uint32_t pieces_per_page; /* of those */
    uint32_t allocations;     /* ever */
    uint32_t pieces;          /* that it has */
    uint32_t free;
    uint32_t high_water; /* with more free than this ... */
    uint32_t could_free; /* ... a page became free altogether: times */
} buckets[BUCKETS];

/* Of the first page of those given at a time. */
static struct page_use {
    uint16_t bucket;
    union {
        uint16_t free;  /* pieces */
        uint16_t pages; /* WHOLE_PAGES: how many */
    };
} *page_uses;

struct kmem_statistics kmem_statistics;

static bool memory_wanted; /* someone waits */
static struct spin_lock pieces_lock = { .s_name = "memory", .s_order = ORDER_MEMORY };

void kmem_start(void)
{
    size_t bytes = (page_limit - page_base) / PAGE_SIZE * sizeof *page_uses;

    if ((page_uses = page_alloc(PAGES(bytes))) == NULL)
        panic("no memory for a table of pages, %u bytes", (unsigned)bytes);
    bzero(page_uses, bytes);
    for (unsigned i = 0; i < BUCKETS; i++) {
        struct bucket *b = &buckets[i];

        b->last = &b->first;
        b->size = 1u << (LEAST_SHIFT + i);
        b->pages = PAGES(b->size);
        b->pieces_per_page = b->pages * PAGE_SIZE / b->size;
        b->high_water = 5 * b->pieces_per_page;
    }
}

/* Which bucket has pieces for `bytes`: how many bits (bytes - 1) has above those of the least. */
static unsigned bucket_of(size_t bytes)
{
    unsigned index = 0;
    size_t above = bytes == 0 ? 0 : (bytes - 1) >> LEAST_SHIFT;

    if (above >= 1 << 4) {
        index = 4;
        above >>= 4;
    }
    if (above >= 1 << 4) {
        index += 4;
        above >>= 4;
    }
    if (above >= 1 << 2) {
        index += 2;
        above >>= 2;
    }
    return index + (above >= 2 ? 2 : above);
}

/* Pages for the bucket. False: there are none. */
static bool refill(struct bucket *b)
{
    char *piece = page_alloc(b->pages);
    struct page_use *use;

    if (piece == NULL)
        return false;
    use = USE_OF(piece);
    use->bucket = b - buckets;
    use->free = b->pieces_per_page;
    b->pieces += b->pieces_per_page;
    b->free += b->pieces_per_page;
    for (unsigned left = b->pieces_per_page; left > 0; left--, piece += b->size) {
        *b->last = (struct piece *)piece;
        b->last = &((struct piece *)piece)->next;
    }
    *b->last = NULL;
    return true;
}

static void count_in(size_t bytes)
{
    kmem_statistics.in_use += bytes;
    if (kmem_statistics.in_use > kmem_statistics.most)
        kmem_statistics.most = kmem_statistics.in_use;
    kmem_statistics.pieces++;
    kmem_statistics.allocations++;
}

static void count_out(size_t bytes)
{
    kmem_statistics.in_use -= bytes;
    kmem_statistics.pieces--;
    if (memory_wanted) {
        memory_wanted = false;
        wakeup(&memory_wanted);
    }
}

static void *pages_get(size_t bytes)
{
    unsigned pages = PAGES(bytes);
    void *at = page_alloc(pages);

    if (at == NULL)
        return NULL;
    USE_OF(at)->bucket = WHOLE_PAGES;
    USE_OF(at)->pages = pages;
    count_in((size_t)pages * PAGE_SIZE);
    return at;
}

static void *piece_get(size_t bytes)
{
    struct bucket *b = &buckets[bucket_of(bytes)];
    struct piece *piece;

    b->allocations++;
    if (b->first == NULL && !refill(b))
        return NULL;
    piece = b->first;
    if ((b->first = piece->next) == NULL)
        b->last = &b->first;
    b->free--;
    USE_OF(piece)->free--; /* a piece of two pages is at the first */
    count_in(b->size);
    return piece;
}

void *kmem_try(size_t bytes)
{
    spl_t level = splhigh();
    void *at;

    spin_take(&pieces_lock);
    at = bytes > LARGEST_PIECE ? pages_get(bytes) : piece_get(bytes);
    spin_release(&pieces_lock);
    splx(level);
    return at;
}

void *kmem_alloc(size_t bytes)
{
    void *at;

    while ((at = kmem_try(bytes)) == NULL) {
        if (current->u_proc == NULL)
            panic("no memory for %u bytes", (unsigned)bytes);
        kmem_statistics.waits++;
        memory_wanted = true;
        /* Pages are freed by others, too: look again once a second. */
        sleep_on(&memory_wanted, PSWP, "memory", hz);
    }
    return at;
}

void *kmem_alloc_zeroed(size_t bytes)
{
    void *at = kmem_alloc(bytes);

    bzero(at, bytes);
    return at;
}

void kmem_free(void *at)
{
    struct page_use *use = USE_OF(at);
    struct piece *piece = at;
    struct bucket *b;
    spl_t level = splhigh();

    if ((uintptr_t)at < page_base || (uintptr_t)at >= page_limit)
        panic("kmem_free: %p is no memory of this kind", at);
    spin_take(&pieces_lock);
    if (use->bucket == WHOLE_PAGES) {
        unsigned pages = use->pages;

        if (pages == 0)
            panic("kmem_free: %p is free", at);
        use->pages = 0;
        page_free(at, pages);
        count_out((size_t)pages * PAGE_SIZE);
        spin_release(&pieces_lock);
        splx(level);
        return;
    }
    b = &buckets[use->bucket];
    if (++use->free >= b->pieces_per_page) {
        if (use->free > b->pieces_per_page)
            panic("kmem_free: %p is free", at);
        if (b->free > b->high_water)
            b->could_free++;
    }
    b->free++;
    piece->next = NULL;
    *b->last = piece;
    b->last = &piece->next;
    count_out(b->size);
    spin_release(&pieces_lock);
    splx(level);
}
