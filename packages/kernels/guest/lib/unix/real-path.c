/* realpath: a path without symbolic links, "." and "..". */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void drop_last(char *path)
{
    char *slash = strrchr(path, '/');

    slash[slash == path ? 1 : 0] = '\0';
}

char *realpath(const char *restrict path, char *restrict resolved)
{
    char rest[PATH_MAX], target[PATH_MAX];
    char *given = resolved;
    int links = 0;

    if (*path == '\0' || strlen(path) >= PATH_MAX) {
        errno = *path == '\0' ? ENOENT : ENAMETOOLONG;
        return NULL;
    }
    if (resolved == NULL && (resolved = malloc(PATH_MAX)) == NULL)
        return NULL;
    strcpy(rest, path);
    if (*path == '/')
        strcpy(resolved, "/");
    else if (getcwd(resolved, PATH_MAX) == NULL)
        goto failed;
    while (*rest != '\0') {
        size_t skip = strspn(rest, "/");
        size_t length = strcspn(rest + skip, "/");
        size_t before = strlen(resolved);
        char part[PATH_MAX];
        struct stat status;
        ssize_t bytes;

        memcpy(part, rest + skip, length);
        part[length] = '\0';
        memmove(rest, rest + skip + length, strlen(rest + skip + length) + 1);
        if (length == 0 || strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            drop_last(resolved);
            continue;
        }
        if (before + 1 + length >= PATH_MAX) {
            errno = ENAMETOOLONG;
            goto failed;
        }
        if (resolved[before - 1] != '/')
            resolved[before++] = '/';
        strcpy(resolved + before, part);
        if (lstat(resolved, &status) < 0)
            goto failed;
        if (!S_ISLNK(status.st_mode))
            continue;
        bytes = readlink(resolved, target, sizeof(target) - 1);
        if (bytes < 0)
            goto failed;
        if (++links > SYMLOOP_MAX || bytes + strlen(rest) >= sizeof(target)) {
            errno = links > SYMLOOP_MAX ? ELOOP : ENAMETOOLONG;
            goto failed;
        }
        strcpy(target + bytes, rest);
        strcpy(rest, target);
        if (*rest == '/')
            strcpy(resolved, "/");
        else
            drop_last(resolved);
    }
    return resolved;

failed:
    if (given == NULL)
        free(resolved);
    return NULL;
}
