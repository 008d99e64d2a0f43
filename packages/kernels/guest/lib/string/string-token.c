/* Taking strings apart. */
#include <string.h>

char *strtok_r(char *restrict string, const char *restrict separators, char **restrict rest)
{
    char *token = string != NULL ? string : *rest;

    if (token == NULL)
        return NULL;
    token += strspn(token, separators);
    if (*token == '\0') {
        *rest = NULL;
        return NULL;
    }
    *rest = strpbrk(token, separators);
    if (*rest != NULL)
        *(*rest)++ = '\0';
    return token;
}

char *strtok(char *restrict string, const char *restrict separators)
{
    static char *rest;

    return strtok_r(string, separators, &rest);
}

char *strsep(char **string, const char *separators)
{
    char *token = *string;

    if (token != NULL) {
        *string = strpbrk(token, separators);
        if (*string != NULL)
            *(*string)++ = '\0';
    }
    return token;
}
