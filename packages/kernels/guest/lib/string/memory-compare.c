/* Comparing memory: by words as long as they are equal, then by bytes. */
#include <string.h>

#include "words.h"

int memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *p = a, *q = b;

    if (bytes >= 2 * WORD) {
        for (; MISALIGNMENT(p) != 0; bytes--, p++, q++)
            if (*p != *q)
                return *p - *q;
        if (MISALIGNMENT(q) == 0)
            for (; bytes >= WORD && *(const word *)p == *(const word *)q; bytes -= WORD) {
                p += WORD;
                q += WORD;
            }
    }
    for (; bytes > 0; bytes--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

int bcmp(const void *a, const void *b, size_t bytes)
{
    return memcmp(a, b, bytes);
}
