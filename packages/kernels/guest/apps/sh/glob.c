/* File names that fit a pattern: directory by directory. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sh.h"

static void expand_from(const char *done, const char *pattern, struct strings *names);

static void add_found(const char *path, const char *rest, struct strings *names)
{
    struct stat status;
    if (*rest == '\0')
        strings_add(names, strdup(path));
    else if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        struct text longer = {0};
        text_add_string(&longer, path);
        while (*rest == '/')
            text_add(&longer, *rest++);
        char *own = text_take(&longer);
        expand_from(own, rest, names);
        free(own);
    }
}

static char *joined(const char *directory, const char *name)
{
    struct text path = {0};
    text_add_string(&path, directory);
    text_add_string(&path, name);
    return text_take(&path);
}

/* `done` is a path that exists, with its slash; the pattern goes on from there. */
static void expand_from(const char *done, const char *pattern, struct strings *names)
{
    size_t length = strcspn(pattern, "/");
    char *part = strndup(pattern, length);
    const char *rest = pattern + length;
    if (!pattern_has_magic(part)) {
        struct stat status;
        pattern_unescape(part);
        char *path = joined(done, part);
        if (*path == '\0' || lstat(path, &status) == 0)
            add_found(path, rest, names);
        free(path);
        free(part);
        return;
    }
    DIR *directory = opendir(*done == '\0' ? "." : done);
    if (directory != NULL) {
        for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            if (entry->d_name[0] == '.' && part[0] != '.')
                continue;
            if (!pattern_matches(part, entry->d_name))
                continue;
            char *path = joined(done, entry->d_name);
            add_found(path, rest, names);
            free(path);
        }
        closedir(directory);
    }
    free(part);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void glob_expand(const char *pattern, struct strings *names)
{
    struct text slashes = {0};
    while (*pattern == '/')
        text_add(&slashes, *pattern++);
    char *root = text_take(&slashes);
    expand_from(root, pattern, names);
    free(root);
    if (names->count > 0)
        qsort(names->at, (size_t)names->count, sizeof names->at[0], by_text);
}
