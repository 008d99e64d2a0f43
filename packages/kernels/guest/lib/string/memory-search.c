/* Finding bytes in memory. */
#include <string.h>

#include "words.h"

void *memchr(const void *memory, int byte, size_t bytes)
{
    const unsigned char *m = memory;
    unsigned char wanted = byte;

    if (bytes >= 2 * WORD) {
        word pattern = wanted * EACH_BYTE;

        for (; MISALIGNMENT(m) != 0; bytes--, m++)
            if (*m == wanted)
                return (void *)m;
        for (; bytes >= WORD; bytes -= WORD, m += WORD) {
            word difference = *(const word *)m ^ pattern;

            if (HAS_ZERO(difference) != 0)
                break;
        }
    }
    for (; bytes > 0; bytes--, m++)
        if (*m == wanted)
            return (void *)m;
    return NULL;
}

void *memrchr(const void *memory, int byte, size_t bytes)
{
    const unsigned char *m = memory;

    while (bytes-- > 0)
        if (m[bytes] == (unsigned char)byte)
            return (void *)(m + bytes);
    return NULL;
}

void *memmem(const void *memory, size_t bytes, const void *part, size_t part_bytes)
{
    const unsigned char *m = memory;
    const unsigned char *p = part;

    if (part_bytes == 0)
        return (void *)memory;
    while (bytes >= part_bytes) {
        const unsigned char *first = memchr(m, *p, bytes - part_bytes + 1);

        if (first == NULL)
            return NULL;
        if (memcmp(first, part, part_bytes) == 0)
            return (void *)first;
        bytes -= first + 1 - m;
        m = first + 1;
    }
    return NULL;
}
