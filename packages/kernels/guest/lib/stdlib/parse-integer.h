/*
 * Reads an integer of any base: white space, a sign, 0x or 0 as the base says, digits. For long and
 * for long long, UNSIGNED being the type; included where PARSE names the function.
 */
#include <ctype.h>
#include <errno.h>

struct parsed {
    UNSIGNED magnitude;
    int negative;
    int overflow;
};

static inline int digit_value(int c)
{
    if (isdigit(c))
        return c - '0';
    if (isalpha(c))
        return tolower(c) - 'a' + 10;
    return 36;
}

static struct parsed PARSE(const char *text, char **end, int base)
{
    const unsigned char *t = (const unsigned char *)text;
    struct parsed parsed = { 0, 0, 0 };
    UNSIGNED most;
    unsigned last;
    int digits = 0;

    if (end != NULL)
        *end = (char *)text;
    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return parsed;
    }
    while (isspace(*t))
        t++;
    if (*t == '-' || *t == '+')
        parsed.negative = *t++ == '-';
    if ((base == 0 || base == 16) && t[0] == '0' && (t[1] == 'x' || t[1] == 'X') &&
        isxdigit(t[2])) {
        t += 2;
        base = 16;
    }
    if (base == 0)
        base = *t == '0' ? 8 : 10;
    most = (UNSIGNED)-1 / base;
    last = (UNSIGNED)-1 % base;
    for (int digit; (digit = digit_value(*t)) < base; t++, digits++)
        if (parsed.magnitude > most || (parsed.magnitude == most && (unsigned)digit > last))
            parsed.overflow = 1;
        else
            parsed.magnitude = parsed.magnitude * base + digit;
    if (digits > 0 && end != NULL)
        *end = (char *)t;
    return parsed;
}
