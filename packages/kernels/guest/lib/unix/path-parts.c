/* basename and dirname: both may change the path, and slashes at its end do not count. */
#include <libgen.h>
#include <stddef.h>
#include <string.h>

static char dot[] = ".";

/* Removes slashes at the end, but not the first character. */
static void strip_slashes(char *path)
{
    for (size_t length = strlen(path); length > 1 && path[length - 1] == '/';)
        path[--length] = '\0';
}

char *basename(char *path)
{
    char *slash;

    if (path == NULL || *path == '\0')
        return dot;
    strip_slashes(path);
    slash = strrchr(path, '/');
    return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

char *dirname(char *path)
{
    char *slash;

    if (path == NULL || *path == '\0')
        return dot;
    strip_slashes(path);
    slash = strrchr(path, '/');
    if (slash == NULL)
        return dot;
    slash[slash == path ? 1 : 0] = '\0';
    strip_slashes(path);
    return path;
}
