/*
 * Memory of the buffer cache: pages in pairs. A pair is one buffer's, which can have a block of two
 * pages then, or each page is another's. There are as many buffers as pages; those that have none
 * wait on the list EMPTY. As a buffer's block becomes smaller or larger, a page goes to one of
 * those, or comes from a buffer that is next to be used again: what 4.3BSD does by changing page
 * tables, done here without, so that a server, which has none to change, does the same.
 */
#include <unix/buffer_list.h>
#include <unix/kernel.h>

#define PAIR (2 * PAGE_SIZE)
#define PAIRS_MIN 16 /* that a few may be held at a time, by each of a few */

_Static_assert(PAIR == BUFFER_BYTES_MAX, "a block has at most a pair of pages");

/* The pool: from and behind; instruments tell its contents from other data by these. */
uint8_t *buffer_memory, *buffer_memory_end;
static struct buf **page_owner;

static struct buf **owner_of(const uint8_t *page) { return &page_owner[(page - buffer_memory) / PAGE_SIZE]; }

/* Where the other page of its pair is. */
static uint8_t *other_page(const uint8_t *page)
{
    return buffer_memory + ((size_t)(page - buffer_memory) ^ PAGE_SIZE);
}

static void buffer_has(struct buf *bp, uint8_t *at, int bytes)
{
    bp->b_addr = at;
    bp->b_bufsize = bytes;
    for (; bytes > 0; bytes -= PAGE_SIZE, at += PAGE_SIZE)
        *owner_of(at) = bp;
}

/* The second page of `bp` goes to a buffer that has none. */
static void page_give(struct buf *bp)
{
    struct buf *empty;
    spl_t s = splbio();

    empty = free_lists[BUFFERS_EMPTY].av_forw;
    if (empty == &free_lists[BUFFERS_EMPTY])
        panic("page_give: more buffers with memory than pages");
    buffer_take(empty);
    splx(s);
    buffer_has(empty, bp->b_addr + PAGE_SIZE, PAGE_SIZE);
    bp->b_bufsize = PAGE_SIZE;
    empty->b_flags = B_BUSY | B_INVAL;
    buffer_statistics.pages++;
    brelse(empty);
}

/* `bp` gets the other page of its pair, unless that is in use. What is in the first stays. */
static bool page_join(struct buf *bp)
{
    uint8_t *first = bp->b_addr, *second = other_page(first);
    struct buf *other = *owner_of(second);
    spl_t s = splbio();

    if (other->b_flags & (B_BUSY | B_LOCKED)) {
        splx(s);
        return false;
    }
    buffer_take(other);
    splx(s);
    if (other->b_flags & B_DELWRI) {
        bawrite(other);
        return false;
    }
    buffer_unhash(other);
    other->b_bufsize = 0;
    other->b_addr = NULL;
    other->b_flags = B_BUSY | B_INVAL;
    brelse(other);
    if (second < first) {
        bcopy(first, second, (size_t)bp->b_bcount);
        first = second;
    }
    buffer_has(bp, first, PAIR);
    buffer_statistics.pages++;
    return true;
}

/* `bp` gets the pair of `victim`, which gets its page. What is in that moves along. */
static void pair_exchange(struct buf *bp, struct buf *victim)
{
    uint8_t *page = bp->b_addr;

    bcopy(page, victim->b_addr, (size_t)bp->b_bcount);
    buffer_has(bp, victim->b_addr, PAIR);
    buffer_has(victim, page, PAGE_SIZE);
    buffer_statistics.pages += 2;
}

static void buffer_discard(struct buf *bp)
{
    bp->b_flags |= B_INVAL;
    brelse(bp);
}

static void pair_gain(struct buf *bp)
{
    struct buf *victim, *aside = NULL;

    while (!page_join(bp)) {
        victim = getnewbuf();
        if (victim == NULL)
            continue;
        if (victim->b_bufsize == PAIR || page_join(victim)) {
            pair_exchange(bp, victim);
            buffer_discard(victim);
            break;
        }
        victim->b_driver = aside; /* not to be found a second time */
        aside = victim;
    }
    while ((victim = aside) != NULL) {
        aside = victim->b_driver;
        buffer_discard(victim);
    }
}

/* The buffer has room for `bytes` from now on; what was in it, and still is within, stays. */
void allocbuf(struct buf *bp, int bytes)
{
    int size = bytes <= PAGE_SIZE ? PAGE_SIZE : PAIR;

    if (bp->b_bufsize > size)
        page_give(bp);
    else if (bp->b_bufsize < size)
        pair_gain(bp);
    bp->b_bcount = bytes;
}

static void *table_alloc(size_t bytes)
{
    unsigned pages = (unsigned)((bytes + PAGE_SIZE - 1) / PAGE_SIZE);
    void *table = page_alloc(pages);

    if (table == NULL)
        panic("buffer cache: no memory for its tables");
    bzero(table, (size_t)pages * PAGE_SIZE);
    return table;
}

void buffer_memory_start(size_t bytes)
{
    int pairs = (int)(bytes / PAIR);

    if (pairs < PAIRS_MIN)
        panic("buffer cache: %d bytes are too few", (int)bytes);
    buffer_count = 2 * pairs;
    buffers = table_alloc((size_t)buffer_count * sizeof(struct buf));
    page_owner = table_alloc((size_t)buffer_count * sizeof(struct buf *));
    buffer_memory = page_alloc_mapped((unsigned)buffer_count);
    if (buffer_memory == NULL)
        panic("buffer cache: no memory for %d buffers", pairs);
    buffer_memory_end = buffer_memory + (size_t)buffer_count * PAGE_SIZE;
    for (int i = 0; i < buffer_count; i++) {
        struct buf *bp = &buffers[i];

        if (i < pairs)
            buffer_has(bp, buffer_memory + (size_t)i * PAIR, PAIR);
        bp->b_dev = NODEV;
        bp->b_flags = B_BUSY | B_INVAL;
        brelse(bp);
    }
}
