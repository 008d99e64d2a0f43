/* Copying and appending strings: by words where source and destination are misaligned alike. */
#include <string.h>

#include "words.h"

/* Returns where the NUL was put. */
char *stpcpy(char *restrict to, const char *restrict from)
{
    if (MISALIGNMENT(to) == MISALIGNMENT(from)) {
        for (; MISALIGNMENT(to) != 0; to++, from++)
            if ((*to = *from) == '\0')
                return to;
        for (;; to += WORD, from += WORD) {
            word value = *(const word *)from;

            if (HAS_ZERO(value) != 0)
                break;
            *(word *)to = value;
        }
    }
    for (; (*to = *from) != '\0'; to++)
        from++;
    return to;
}

char *strcpy(char *restrict to, const char *restrict from)
{
    stpcpy(to, from);
    return to;
}

char *strncpy(char *restrict to, const char *restrict from, size_t bytes)
{
    size_t length = strnlen(from, bytes);

    memcpy(to, from, length);
    memset(to + length, 0, bytes - length);
    return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t bytes)
{
    size_t length = strnlen(from, bytes);
    char *end = to + strlen(to);

    memcpy(end, from, length);
    end[length] = '\0';
    return to;
}

size_t strxfrm(char *restrict to, const char *restrict from, size_t bytes)
{
    size_t length = strlen(from);

    if (length < bytes)
        memcpy(to, from, length + 1);
    return length;
}
