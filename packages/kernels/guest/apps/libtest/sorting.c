/* Sorting and searching. */
#include <stdint.h>
#include <stdlib.h>

#include "check.h"

#define COUNT 2000

static int by_value(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

static int is_sorted(const int32_t *items, int count)
{
    for (int i = 1; i < count; i++)
        if (items[i - 1] > items[i])
            return 0;
    return 1;
}

void test_sorting(void)
{
    static int32_t items[COUNT];

    for (int kind = 0; kind < 4; kind++) {
        uint32_t random = kind, sum = 0;

        for (int i = 0; i < COUNT; i++) {
            random = random * 1664525 + 1013904223;
            items[i] = kind == 0 ? (int32_t)random : kind == 1 ? i : kind == 2 ? -i : i % 3;
            sum += items[i];
        }
        qsort(items, COUNT, sizeof(items[0]), by_value);
        CHECK(is_sorted(items, COUNT));
        for (int i = 0; i < COUNT; i++)
            sum -= items[i];
        CHECK(sum == 0);
        CHECK(*(int32_t *)bsearch(&items[77], items, COUNT, sizeof(items[0]), by_value) ==
              items[77]);
    }
    CHECK(bsearch(&(int32_t){ 5 }, items, COUNT, sizeof(items[0]), by_value) == NULL);
}
