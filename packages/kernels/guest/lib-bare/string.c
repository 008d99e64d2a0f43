#include "string.h"

#include <stdint.h>

#define WORD sizeof(uint32_t)
#define aligned(pointer) (((uintptr_t)(pointer) & (WORD - 1)) == 0)

void *memcpy(void *to, const void *from, size_t bytes)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if (aligned(t) && aligned(f))
        for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
            *(uint32_t *)t = *(const uint32_t *)f;
    for (; bytes > 0; bytes--)
        *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if (t <= f || t >= f + bytes)
        return memcpy(to, from, bytes);
    while (bytes-- > 0)
        t[bytes] = f[bytes];
    return to;
}

void *memset(void *to, int byte, size_t bytes)
{
    unsigned char *t = to;
    uint32_t word = (unsigned char)byte;

    word |= word << 8;
    word |= word << 16;
    for (; bytes > 0 && !aligned(t); bytes--)
        *t++ = byte;
    for (; bytes >= WORD; bytes -= WORD, t += WORD)
        *(uint32_t *)t = word;
    for (; bytes > 0; bytes--)
        *t++ = byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *p = a, *q = b;

    for (; bytes > 0; bytes--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *string)
{
    const char *end = string;

    while (*end != '\0')
        end++;
    return end - string;
}

int strcmp(const char *a, const char *b)
{
    for (; *a == *b; a++, b++)
        if (*a == '\0')
            return 0;
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t bytes)
{
    for (; bytes > 0; bytes--, a++, b++) {
        if (*a != *b)
            return (unsigned char)*a - (unsigned char)*b;
        if (*a == '\0')
            return 0;
    }
    return 0;
}

char *strcpy(char *to, const char *from)
{
    char *t = to;

    while ((*t++ = *from++) != '\0')
        ;
    return to;
}
