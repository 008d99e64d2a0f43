/* Comparing strings without regard to case. */
#include <ctype.h>
#include <strings.h>

int strncasecmp(const char *a, const char *b, size_t bytes)
{
    for (; bytes > 0; bytes--, a++, b++) {
        int p = tolower((unsigned char)*a), q = tolower((unsigned char)*b);

        if (p != q)
            return p - q;
        if (p == '\0')
            return 0;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, (size_t)-1);
}
