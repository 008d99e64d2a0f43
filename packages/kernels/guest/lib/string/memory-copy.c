/*
 * Copying memory: to aligned words, eight at a time; from aligned words if source and destination
 * are misaligned alike, else from words that lie anywhere.
 */
#include <string.h>

#include "words.h"

#define BLOCK 8 /* words */

static inline void copy_block(word *to, const word *from)
{
    word a = from[0], b = from[1], c = from[2], d = from[3];

    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
    a = from[4];
    b = from[5];
    c = from[6];
    d = from[7];
    to[4] = a;
    to[5] = b;
    to[6] = c;
    to[7] = d;
}

/* Each part is read before it is written, so the destination may begin before an overlapping source. */
static inline void copy_up(unsigned char *t, const unsigned char *f, size_t bytes)
{
    if (bytes >= 2 * WORD) {
        for (; MISALIGNMENT(t) != 0; bytes--)
            *t++ = *f++;
        if (MISALIGNMENT(f) == 0) {
            for (; bytes >= BLOCK * WORD; bytes -= BLOCK * WORD) {
                copy_block((word *)t, (const word *)f);
                t += BLOCK * WORD;
                f += BLOCK * WORD;
            }
            for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
                *(word *)t = *(const word *)f;
        } else {
            for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
                *(word *)t = ((const struct anywhere *)f)->word;
        }
    }
    while (bytes-- > 0)
        *t++ = *f++;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    copy_up(to, from, bytes);
    return to;
}

/* From the end, for a destination that begins inside of the source. */
static void copy_down(unsigned char *to, const unsigned char *from, size_t bytes)
{
    unsigned char *t = to + bytes;
    const unsigned char *f = from + bytes;

    if (bytes >= 2 * WORD && MISALIGNMENT(t) == MISALIGNMENT(f)) {
        for (; MISALIGNMENT(t) != 0; bytes--)
            *--t = *--f;
        for (; bytes >= WORD; bytes -= WORD) {
            t -= WORD;
            f -= WORD;
            *(word *)t = *(const word *)f;
        }
    }
    while (bytes-- > 0)
        *--t = *--f;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    if ((uintptr_t)to - (uintptr_t)from >= bytes) /* huge where the destination is before the source */
        copy_up(to, from, bytes);
    else
        copy_down(to, from, bytes);
    return to;
}

void *mempcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    return (char *)memcpy(to, from, bytes) + bytes;
}

void *memccpy(void *restrict to, const void *restrict from, int last, size_t bytes)
{
    const unsigned char *end = memchr(from, last, bytes);

    if (end != NULL)
        bytes = end + 1 - (const unsigned char *)from;
    memcpy(to, from, bytes);
    return end != NULL ? (char *)to + bytes : NULL;
}

void bcopy(const void *from, void *to, size_t bytes)
{
    memmove(to, from, bytes);
}
