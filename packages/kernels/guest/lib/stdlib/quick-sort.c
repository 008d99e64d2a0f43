/*
 * Sorting: quicksort on the median of three, or of three such medians where there is much, with the
 * smaller part first, so that the depth is logarithmic; heapsort where the parts come out too unequal
 * too often; insertion where there is little.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../string/words.h"

#define FEW 7   /* sorted by insertion */
#define MANY 40 /* from here on the median of nine */

typedef int comparison(const void *, const void *);

struct items {
    size_t bytes; /* of each */
    int in_words; /* they may be exchanged by words */
    comparison *compare;
};

static inline void exchange(const struct items *items, char *a, char *b)
{
    size_t bytes = items->bytes;

    if (items->in_words) {
        for (; bytes > 0; bytes -= WORD, a += WORD, b += WORD) {
            word w = *(word *)a;

            *(word *)a = *(word *)b;
            *(word *)b = w;
        }
    } else {
        for (; bytes > 0; bytes--, a++, b++) {
            char c = *a;

            *a = *b;
            *b = c;
        }
    }
}

static void insertion_sort(const struct items *items, char *base, size_t count)
{
    size_t bytes = items->bytes;
    char *end = base + count * bytes;

    for (char *item = base + bytes; item < end; item += bytes)
        for (char *to = item; to > base && items->compare(to - bytes, to) > 0; to -= bytes)
            exchange(items, to - bytes, to);
}

/* Lets an item sink to its place in a heap, whose children of n are 2n + 1 and 2n + 2. */
static void sink(const struct items *items, char *base, size_t item, size_t count)
{
    size_t bytes = items->bytes;

    for (;;) {
        size_t child = 2 * item + 1;

        if (child >= count)
            return;
        if (child + 1 < count &&
            items->compare(base + child * bytes, base + (child + 1) * bytes) < 0)
            child++;
        if (items->compare(base + item * bytes, base + child * bytes) >= 0)
            return;
        exchange(items, base + item * bytes, base + child * bytes);
        item = child;
    }
}

static void heap_sort(const struct items *items, char *base, size_t count)
{
    for (size_t item = count / 2; item-- > 0;)
        sink(items, base, item, count);
    while (count-- > 1) {
        exchange(items, base, base + count * items->bytes);
        sink(items, base, 0, count);
    }
}

static char *median(const struct items *items, char *a, char *b, char *c)
{
    if (items->compare(a, b) < 0) {
        if (items->compare(b, c) < 0)
            return b;
        return items->compare(a, c) < 0 ? c : a;
    }
    if (items->compare(b, c) > 0)
        return b;
    return items->compare(a, c) < 0 ? a : c;
}

static char *pivot(const struct items *items, char *base, size_t count)
{
    size_t bytes = items->bytes;
    char *middle = base + count / 2 * bytes;
    char *last = base + (count - 1) * bytes;
    size_t step = count / 8 * bytes;

    if (count < MANY)
        return median(items, base, middle, last);
    return median(items, median(items, base, base + step, base + 2 * step),
                  median(items, middle - step, middle, middle + step),
                  median(items, last - 2 * step, last - step, last));
}

/*
 * Divides items around a pivot, which is put first meanwhile; on the left none is larger, on the
 * right none smaller. Both sides stop at equal ones, so that many of these are no harm. Returns the
 * pivot's place.
 */
static char *divide(const struct items *items, char *base, size_t count)
{
    size_t bytes = items->bytes;
    char *left = base;
    char *right = base + count * bytes;

    exchange(items, base, pivot(items, base, count));
    for (;;) {
        do
            left += bytes;
        while (left < right && items->compare(left, base) < 0);
        do
            right -= bytes;
        while (right > base && items->compare(right, base) > 0);
        if (left >= right)
            break;
        exchange(items, left, right);
    }
    exchange(items, base, right);
    return right;
}

static void sort(const struct items *items, char *base, size_t count, int depth)
{
    size_t bytes = items->bytes;

    while (count > FEW) {
        char *middle;
        size_t left, right;

        if (depth-- == 0) {
            heap_sort(items, base, count);
            return;
        }
        middle = divide(items, base, count);
        left = (middle - base) / bytes;
        right = count - left - 1;
        if (left < right) {
            sort(items, base, left, depth);
            base = middle + bytes;
            count = right;
        } else {
            sort(items, middle + bytes, right, depth);
            count = left;
        }
    }
    insertion_sort(items, base, count);
}

void qsort(void *base, size_t count, size_t bytes, comparison *compare)
{
    struct items items = { bytes, MISALIGNMENT(base) == 0 && bytes % WORD == 0, compare };
    int depth = 0;

    if (bytes == 0 || count < 2)
        return;
    for (size_t rest = count; rest > 1; rest /= 2)
        depth += 2;
    sort(&items, base, count, depth);
}
