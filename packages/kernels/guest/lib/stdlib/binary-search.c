/* Finding an item among sorted ones. */
#include <stdlib.h>

void *bsearch(const void *key, const void *base, size_t count, size_t bytes,
              int (*compare)(const void *, const void *))
{
    const char *first = base;

    while (count > 0) {
        const char *middle = first + count / 2 * bytes;
        int difference = compare(key, middle);

        if (difference == 0)
            return (void *)middle;
        if (difference > 0) {
            first = middle + bytes;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
