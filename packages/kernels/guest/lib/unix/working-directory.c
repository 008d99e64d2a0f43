/*
 * getcwd: from the working directory upwards, finding each directory's name in its parent by its
 * number, until a directory is its own parent.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

/* Whether `name` in the directory that `up` names is what `wanted` says. `up` has room for it. */
static int is_child(char *up, const struct dirent *entry, const struct stat *wanted, int mounted)
{
    size_t length = strlen(up);
    struct stat status;
    int result;

    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
        return 0;
    /* What a file system is mounted on has another number than the root of what is mounted. */
    if (!mounted)
        return entry->d_ino == wanted->st_ino;
    if (length + 1 + entry->d_namlen >= PATH_MAX)
        return 0;
    up[length] = '/';
    strcpy(up + length + 1, entry->d_name);
    result = lstat(up, &status) == 0 && same(&status, wanted);
    up[length] = '\0';
    return result;
}

char *getcwd(char *path, size_t bytes)
{
    char up[PATH_MAX] = ""; /* the way up: ../../.. */
    char name[PATH_MAX];
    char *first = name + sizeof(name) - 1; /* the path is built from its end */
    struct stat here, parent;
    size_t length;

    *first = '\0';
    if (stat(".", &here) < 0)
        return NULL;
    for (;;) {
        DIR *directory;
        struct dirent *entry;

        if (strlen(up) + sizeof("/..") > sizeof(up)) {
            errno = ENAMETOOLONG;
            return NULL;
        }
        strcat(up, *up == '\0' ? ".." : "/..");
        if (stat(up, &parent) < 0)
            return NULL;
        if (same(&here, &parent))
            break;
        directory = opendir(up);
        if (directory == NULL)
            return NULL;
        do
            entry = readdir(directory);
        while (entry != NULL && !is_child(up, entry, &here, here.st_dev != parent.st_dev));
        if (entry == NULL || entry->d_namlen + 1 > first - name) {
            errno = entry == NULL ? ENOENT : ENAMETOOLONG;
            closedir(directory);
            return NULL;
        }
        first -= entry->d_namlen;
        memcpy(first, entry->d_name, entry->d_namlen);
        *--first = '/';
        closedir(directory);
        here = parent;
    }
    if (*first == '\0')
        *--first = '/';
    length = name + sizeof(name) - 1 - first;
    if (path == NULL) {
        if (bytes == 0)
            bytes = length + 1;
        path = malloc(bytes);
        if (path == NULL)
            return NULL;
    }
    if (length + 1 > bytes) {
        errno = ERANGE;
        return NULL;
    }
    return strcpy(path, first);
}
