/* Numbers in text, of 64 bits. */
#include <limits.h>
#include <stdlib.h>

#define UNSIGNED unsigned long long
#define PARSE parse_long_long
#include "parse-integer.h"

long long strtoll(const char *restrict text, char **restrict end, int base)
{
    struct parsed parsed = parse_long_long(text, end, base);
    unsigned long long most = parsed.negative ? (unsigned long long)LLONG_MAX + 1 : LLONG_MAX;

    if (parsed.overflow || parsed.magnitude > most) {
        errno = ERANGE;
        return parsed.negative ? LLONG_MIN : LLONG_MAX;
    }
    return parsed.negative ? -parsed.magnitude : parsed.magnitude;
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
    struct parsed parsed = parse_long_long(text, end, base);

    if (parsed.overflow) {
        errno = ERANGE;
        return ULLONG_MAX;
    }
    return parsed.negative ? -parsed.magnitude : parsed.magnitude;
}

long long atoll(const char *text)
{
    return strtoll(text, NULL, 10);
}
