/* The environment: strings name=value, ended by NULL. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The array that was made here, where there is room for one more string. */
static char **own;

static size_t name_length(const char *definition)
{
    return strcspn(definition, "=");
}

/* The place of a name's string, or that of the NULL behind the last. */
static char **place_of(const char *name, size_t length)
{
    char **place = environ;

    while (*place != NULL && !(strncmp(*place, name, length) == 0 && (*place)[length] == '='))
        place++;
    return place;
}

char *getenv(const char *name)
{
    size_t length = strlen(name);
    char **place;

    if (environ == NULL)
        return NULL;
    place = place_of(name, length);
    return *place == NULL ? NULL : *place + length + 1;
}

int putenv(char *definition)
{
    static char *none;
    char **place;
    size_t count;

    if (environ == NULL)
        environ = &none;
    place = place_of(definition, name_length(definition));
    if (*place == NULL) {
        char **larger;

        count = place - environ;
        larger = realloc(own, (count + 2) * sizeof(char *));
        if (larger == NULL)
            return -1;
        if (environ != own)
            memcpy(larger, environ, count * sizeof(char *));
        own = environ = larger;
        place = own + count;
        place[1] = NULL;
    }
    *place = definition;
    return 0;
}

static int is_name(const char *name)
{
    if (*name != '\0' && strchr(name, '=') == NULL)
        return 1;
    errno = EINVAL;
    return 0;
}

int setenv(const char *name, const char *value, int overwrite)
{
    size_t length = strlen(name);
    char *definition;

    if (!is_name(name))
        return -1;
    if (!overwrite && getenv(name) != NULL)
        return 0;
    definition = malloc(length + strlen(value) + 2);
    if (definition == NULL)
        return -1;
    strcpy(definition, name);
    definition[length] = '=';
    strcpy(definition + length + 1, value);
    return putenv(definition);
}

int unsetenv(const char *name)
{
    if (!is_name(name))
        return -1;
    if (environ == NULL)
        return 0;
    for (char **place; *(place = place_of(name, strlen(name))) != NULL;)
        do
            place[0] = place[1];
        while (*place++ != NULL);
    return 0;
}
