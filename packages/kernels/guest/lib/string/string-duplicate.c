/* Copies of strings in memory of their own. */
#include <stdlib.h>
#include <string.h>

char *strndup(const char *string, size_t most)
{
    size_t length = strnlen(string, most);
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return NULL;
    memcpy(copy, string, length);
    copy[length] = '\0';
    return copy;
}

char *strdup(const char *string)
{
    size_t bytes = strlen(string) + 1;
    char *copy = malloc(bytes);

    return copy == NULL ? NULL : memcpy(copy, string, bytes);
}
