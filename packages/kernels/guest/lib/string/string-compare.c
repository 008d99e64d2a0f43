/* Comparing strings, as unsigned characters: by words as long as they are equal. */
#include <string.h>

#include "words.h"

int strcmp(const char *a, const char *b)
{
    if (*a != *b) /* most often it is decided here */
        return (unsigned char)*a - (unsigned char)*b;
    if (MISALIGNMENT(a) == MISALIGNMENT(b)) {
        for (; MISALIGNMENT(a) != 0; a++, b++)
            if (*a != *b || *a == '\0')
                return (unsigned char)*a - (unsigned char)*b;
        for (;; a += WORD, b += WORD) {
            word value = *(const word *)a;

            if (value != *(const word *)b || HAS_ZERO(value) != 0)
                break;
        }
    }
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

int strcoll(const char *a, const char *b)
{
    return strcmp(a, b);
}
