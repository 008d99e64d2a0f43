/* Files that vanish when they are closed, and names that nobody has. */
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

#define PATTERN _PATH_TMP "tmpXXXXXX"

FILE *tmpfile(void)
{
    char path[] = PATTERN;
    int descriptor = mkstemp(path);
    FILE *stream;

    if (descriptor < 0)
        return NULL;
    unlink(path);
    stream = fdopen(descriptor, "w+");
    if (stream == NULL)
        close(descriptor);
    return stream;
}

char *tmpnam(char *name)
{
    static char own[L_tmpnam];
    char *path = strcpy(name == NULL ? own : name, PATTERN);

    return *mktemp(path) == '\0' ? NULL : path;
}
