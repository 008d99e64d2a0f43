/* Filling memory, eight words at a time. */
#include <string.h>

#include "words.h"

#define BLOCK 8 /* words */

void *memset(void *to, int byte, size_t bytes)
{
    unsigned char *t = to;
    word value = (unsigned char)byte * EACH_BYTE;

    if (bytes >= 2 * WORD) {
        for (; MISALIGNMENT(t) != 0; bytes--)
            *t++ = byte;
        for (; bytes >= BLOCK * WORD; bytes -= BLOCK * WORD, t += BLOCK * WORD) {
            word *w = (word *)t;

            w[0] = value;
            w[1] = value;
            w[2] = value;
            w[3] = value;
            w[4] = value;
            w[5] = value;
            w[6] = value;
            w[7] = value;
        }
        for (; bytes >= WORD; bytes -= WORD, t += WORD)
            *(word *)t = value;
    }
    while (bytes-- > 0)
        *t++ = byte;
    return to;
}

void bzero(void *to, size_t bytes)
{
    memset(to, 0, bytes);
}
