/* Numbers in text, of the size of a word. */
#include <limits.h>
#include <stdlib.h>

#define UNSIGNED unsigned long
#define PARSE parse_long
#include "parse-integer.h"

long strtol(const char *restrict text, char **restrict end, int base)
{
    struct parsed parsed = parse_long(text, end, base);
    unsigned long most = parsed.negative ? (unsigned long)LONG_MAX + 1 : LONG_MAX;

    if (parsed.overflow || parsed.magnitude > most) {
        errno = ERANGE;
        return parsed.negative ? LONG_MIN : LONG_MAX;
    }
    return parsed.negative ? -parsed.magnitude : parsed.magnitude;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
    struct parsed parsed = parse_long(text, end, base);

    if (parsed.overflow) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return parsed.negative ? -parsed.magnitude : parsed.magnitude;
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

int atoi(const char *text)
{
    return (int)strtol(text, NULL, 10);
}
