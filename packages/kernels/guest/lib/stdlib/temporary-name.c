/* Files and directories with names that nobody has: the X at the end of a pattern are replaced. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 1000

static int make_file(const char *path)
{
    return open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
}

static int make_directory(const char *path)
{
    return mkdir(path, 0700);
}

/* -1, with errno EEXIST, if there is something; errors of the directory in which it would be, too. */
static int make_nothing(const char *path)
{
    struct stat status;

    if (lstat(path, &status) < 0)
        return errno == ENOENT ? 0 : -1;
    errno = EEXIST;
    return -1;
}

static int make(char *pattern, int (*maker)(const char *))
{
    static unsigned number;
    char *end = pattern + strlen(pattern);
    char *first = end;

    while (first > pattern && first[-1] == 'X')
        first--;
    if (end - first < 6) {
        errno = EINVAL;
        return -1;
    }
    for (int tries = 0; tries < TRIES; tries++) {
        unsigned rest = number++ * 65536 + getpid();
        int made;

        for (char *digit = end; digit > first; rest /= 36)
            *--digit = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36];
        made = maker(pattern);
        if (made >= 0 || errno != EEXIST)
            return made;
    }
    return -1;
}

int mkstemp(char *pattern)
{
    return make(pattern, make_file);
}

char *mkdtemp(char *pattern)
{
    return make(pattern, make_directory) < 0 ? NULL : pattern;
}

char *mktemp(char *pattern)
{
    if (make(pattern, make_nothing) < 0)
        *pattern = '\0';
    return pattern;
}
