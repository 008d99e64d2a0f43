/* Spans of characters in a set, or not in a set. The set is a table of bits. */
#include <limits.h>
#include <string.h>

#define BITS 32

struct set {
    unsigned bits[(UCHAR_MAX + 1) / BITS];
};

static void make_set(struct set *set, const char *members)
{
    memset(set, 0, sizeof(*set));
    for (; *members != '\0'; members++) {
        unsigned char c = *members;

        set->bits[c / BITS] |= 1U << c % BITS;
    }
}

static inline int is_in(const struct set *set, unsigned char c)
{
    return (set->bits[c / BITS] >> c % BITS) & 1;
}

size_t strspn(const char *string, const char *members)
{
    struct set set;
    const char *s = string;

    make_set(&set, members); /* NUL is not in it */
    while (is_in(&set, *s))
        s++;
    return s - string;
}

size_t strcspn(const char *string, const char *members)
{
    struct set set;
    const char *s = string;

    make_set(&set, members);
    while (*s != '\0' && !is_in(&set, *s))
        s++;
    return s - string;
}

char *strpbrk(const char *string, const char *members)
{
    string += strcspn(string, members);
    return *string == '\0' ? NULL : (char *)string;
}
