/* Quicksort with insertion of short runs, then heapsort of the same numbers; both must agree. */
#include "sizes.h"
#include "work.h"

#define SHORT_RUN 8

static uint32_t quick[SORT_ITEMS], heap[SORT_ITEMS];

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t t = *a;

    *a = *b;
    *b = t;
}

static void insertion_sort(uint32_t *items, int count)
{
    for (int i = 1; i < count; i++) {
        uint32_t item = items[i];
        int at = i;
        for (; at > 0 && items[at - 1] > item; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void quicksort(uint32_t *items, int count)
{
    while (count > SHORT_RUN) {
        uint32_t pivot = items[count / 2];
        int low = 0, high = count - 1;
        while (low <= high) {
            while (items[low] < pivot)
                low++;
            while (items[high] > pivot)
                high--;
            if (low <= high)
                swap(&items[low++], &items[high--]);
        }
        quicksort(items, high + 1);
        items += low;
        count -= low;
    }
    insertion_sort(items, count);
}

static void sift_down(uint32_t *items, int from, int count)
{
    for (int child; (child = 2 * from + 1) < count; from = child) {
        if (child + 1 < count && items[child + 1] > items[child])
            child++;
        if (items[from] >= items[child])
            return;
        swap(&items[from], &items[child]);
    }
}

static void heapsort(uint32_t *items, int count)
{
    for (int i = count / 2 - 1; i >= 0; i--)
        sift_down(items, i, count);
    for (int last = count - 1; last > 0; last--) {
        swap(&items[0], &items[last]);
        sift_down(items, 0, last);
    }
}

uint32_t work_sort(void)
{
    uint32_t sum = 0, seed = 1;

    for (int round = 0; round < SORT_ROUNDS; round++) {
        for (int i = 0; i < SORT_ITEMS; i++)
            quick[i] = heap[i] = next_random(&seed);
        quicksort(quick, SORT_ITEMS);
        heapsort(heap, SORT_ITEMS);
        for (int i = 0; i < SORT_ITEMS; i++) {
            if (quick[i] != heap[i])
                return 0;
            sum = checksum(sum, quick[i]);
        }
    }
    return sum;
}
