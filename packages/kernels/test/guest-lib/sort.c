/* qsort: random items, orders that are hard, and an adversary; and bsearch. */
#include "compare.h"

typedef int comparison(const void *, const void *);
void guest_qsort(void *, size_t, size_t, comparison *);
void *guest_bsearch(const void *, const void *, size_t, size_t, comparison *);

#define MOST 2000
#define MOST_BYTES 24
#define ADVERSARY_ITEMS 20000

static size_t item_bytes;
static long comparisons;

static int by_bytes(const void *a, const void *b)
{
    comparisons++;
    return memcmp(a, b, item_bytes);
}

static void fill(unsigned char *items, size_t count, unsigned kind)
{
    for (size_t i = 0; i < count; i++) {
        unsigned value = kind == 0   ? below(1 << 16)
                         : kind == 1 ? below(4)
                         : kind == 2 ? i
                         : kind == 3 ? count - i
                         : kind == 4 ? (i < count / 2 ? i : count - i)
                                     : i % 17;

        memset(items + i * item_bytes, 0, item_bytes);
        items[i * item_bytes] = value >> 8;
        if (item_bytes > 1)
            items[i * item_bytes + 1] = value;
        for (size_t byte = 2; byte < item_bytes; byte++)
            items[i * item_bytes + byte] = kind == 0 ? below(256) : value;
    }
}

/*
 * McIlroy, A Killer Adversary for Quicksort (1999): items are decided on only when they are compared,
 * so that every pivot turns out to be among the smallest.
 */
static int values[ADVERSARY_ITEMS];
static int undecided, decided, candidate;

static int adversary(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    comparisons++;
    if (values[x] == undecided && values[y] == undecided)
        values[x == candidate ? x : y] = decided++;
    if (values[x] == undecided)
        candidate = x;
    else if (values[y] == undecided)
        candidate = y;
    return values[x] - values[y];
}

static void resist(void)
{
    static int items[ADVERSARY_ITEMS];

    undecided = ADVERSARY_ITEMS - 1;
    decided = candidate = 0;
    for (int i = 0; i < ADVERSARY_ITEMS; i++) {
        items[i] = i;
        values[i] = undecided;
    }
    comparisons = 0;
    guest_qsort(items, ADVERSARY_ITEMS, sizeof(items[0]), adversary);
    for (int i = 1; i < ADVERSARY_ITEMS; i++)
        if (values[items[i - 1]] > values[items[i]])
            DIFFER("adversary: not sorted at %d", i);
    if (comparisons > 100L * ADVERSARY_ITEMS)
        DIFFER("adversary: %ld comparisons", comparisons);
}

void test(long rounds, const char *folder)
{
    (void)folder;
    resist();
    for (long i = 0; i < rounds; i++) {
        static unsigned char ours[MOST * MOST_BYTES + 1], theirs[MOST * MOST_BYTES];
        size_t count = below(one_in(4) ? MOST : 60);
        unsigned kind = below(6);
        unsigned char *at = ours + one_in(4); /* not always aligned */
        unsigned char *found;

        item_bytes = below(MOST_BYTES) + 1;
        fill(at, count, kind);
        memcpy(theirs, at, count * item_bytes);
        comparisons = 0;
        guest_qsort(at, count, item_bytes, by_bytes);
        if (comparisons > 40 * (long)count + 100)
            DIFFER("%zu items of %zu bytes, kind %u: %ld comparisons", count, item_bytes, kind,
                   comparisons);
        qsort(theirs, count, item_bytes, by_bytes);
        if (memcmp(at, theirs, count * item_bytes) != 0)
            DIFFER("%zu items of %zu bytes, kind %u", count, item_bytes, kind);
        if (count == 0)
            continue;
        found = guest_bsearch(theirs + below(count) * item_bytes, at, count, item_bytes, by_bytes);
        if (found == NULL)
            DIFFER("bsearch: none of %zu items of %zu bytes", count, item_bytes);
        memset(theirs, 0xff, item_bytes);
        if ((guest_bsearch(theirs, at, count, item_bytes, by_bytes) != NULL) !=
            (bsearch(theirs, at, count, item_bytes, by_bytes) != NULL))
            DIFFER("bsearch of what is not there");
    }
}
