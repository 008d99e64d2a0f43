/* Finding characters and strings in strings. */
#include <string.h>

char *strchr(const char *string, int c)
{
    for (; *string != (char)c; string++)
        if (*string == '\0')
            return NULL;
    return (char *)string;
}

char *strrchr(const char *string, int c)
{
    const char *last = NULL;

    do
        if (*string == (char)c)
            last = string;
    while (*string++ != '\0');
    return (char *)last;
}

char *strstr(const char *string, const char *part)
{
    size_t rest;

    if (*part == '\0')
        return (char *)string;
    rest = strlen(part + 1);
    for (; (string = strchr(string, *part)) != NULL; string++)
        if (strncmp(string + 1, part + 1, rest) == 0)
            return (char *)string;
    return NULL;
}

char *index(const char *string, int c)
{
    return strchr(string, c);
}

char *rindex(const char *string, int c)
{
    return strrchr(string, c);
}
