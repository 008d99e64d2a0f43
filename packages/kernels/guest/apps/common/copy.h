/* What cp and mv share: copies of files, and where they go. */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <sys/stat.h>

struct copy_how {
    bool recursive;
    bool preserves; /* owner, mode and times */
};

/* False, with a message, if anything could not be copied. */
bool copy_path(const char *from, const char *to, const struct copy_how *how);
/* `directory`/last part of `path`; freed by the caller. */
char *path_in(const char *directory, const char *path);
bool is_directory(const char *path);
/* Removes a tree. */
bool remove_tree(const char *path);

#endif
