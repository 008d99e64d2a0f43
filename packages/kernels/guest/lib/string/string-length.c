/* The length of a string, by words. */
#include <string.h>

#include "words.h"

size_t strlen(const char *string)
{
    const char *s = string;

    for (; MISALIGNMENT(s) != 0; s++)
        if (*s == '\0')
            return s - string;
    for (;; s += WORD) {
        word value = *(const word *)s;

        if (HAS_ZERO(value) != 0)
            break;
    }
    while (*s != '\0')
        s++;
    return s - string;
}

size_t strnlen(const char *string, size_t most)
{
    const char *end = memchr(string, '\0', most);

    return end == NULL ? most : (size_t)(end - string);
}
