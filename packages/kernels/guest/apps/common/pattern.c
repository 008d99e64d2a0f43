/* Patterns: * by going back to the last one, all else character by character. */
#include <ctype.h>
#include <string.h>

#include "pattern.h"

static bool class_has(const char *name, size_t length, unsigned char c)
{
    static const struct {
        const char *name;
        int (*has)(int);
    } classes[] = {{"alpha", isalpha}, {"digit", isdigit}, {"alnum", isalnum}, {"upper", isupper},
                   {"lower", islower}, {"space", isspace}, {"punct", ispunct}, {"print", isprint},
                   {"graph", isgraph}, {"cntrl", iscntrl}, {"xdigit", isxdigit}};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strlen(classes[i].name) == length && memcmp(classes[i].name, name, length) == 0)
            return classes[i].has(c) != 0;
    return false;
}

/* After a [: whether the set has c, and where it ends; NULL if it does not end. */
static const char *bracket(const char *at, unsigned char c, bool *fits)
{
    bool negated = *at == '!' || *at == '^';
    bool found = false;
    at += negated;
    for (const char *first = at; *at != ']' || at == first;) {
        if (*at == '\0')
            return NULL;
        if (at[0] == '[' && at[1] == ':') {
            const char *end = strstr(at, ":]");
            if (end == NULL)
                return NULL;
            found |= class_has(at + 2, (size_t)(end - at - 2), c);
            at = end + 2;
            continue;
        }
        if (*at == '\\' && at[1] != '\0')
            at++;
        unsigned char low = (unsigned char)*at++, high = low;
        if (at[0] == '-' && at[1] != ']' && at[1] != '\0') {
            at++;
            if (*at == '\\' && at[1] != '\0')
                at++;
            high = (unsigned char)*at++;
        }
        found |= low <= c && c <= high;
    }
    *fits = found != negated;
    return at + 1;
}

bool pattern_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *star_text = NULL; /* where the last * may take one more */
    for (;;) {
        const char *next = pattern + 1;
        bool fits = false;
        if (*pattern == '*') {
            star = ++pattern;
            star_text = text;
            continue;
        }
        if (*text == '\0' && *pattern == '\0')
            return true;
        if (*text != '\0') {
            if (*pattern == '?')
                fits = true;
            else if (*pattern == '[' &&
                     (next = bracket(pattern + 1, (unsigned char)*text, &fits)) != NULL)
                ;
            else if (*pattern == '\\' && pattern[1] != '\0') {
                fits = pattern[1] == *text;
                next = pattern + 2;
            } else {
                fits = *pattern == *text;
                next = pattern + 1;
            }
        }
        if (fits) {
            pattern = next;
            text++;
        } else if (star != NULL && *star_text != '\0') {
            text = ++star_text;
            pattern = star;
        } else
            return false;
    }
}

bool pattern_has_magic(const char *pattern)
{
    for (; *pattern != '\0'; pattern++)
        if (*pattern == '\\' && pattern[1] != '\0')
            pattern++;
        else if (strchr("*?[", *pattern) != NULL)
            return true;
    return false;
}

/* What is left when nothing is special. */
void pattern_unescape(char *pattern)
{
    char *to = pattern;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '\\' && pattern[1] != '\0')
            pattern++;
        *to++ = *pattern;
    }
    *to = '\0';
}
