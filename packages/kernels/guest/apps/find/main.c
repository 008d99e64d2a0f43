/* The walk: every file of a tree once, a directory before what is in it, or behind it (-depth). */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/copy.h"
#include "find.h"

bool has_depth, stays;
int failures;

static void walk(const char *path, const struct expression *expression, const struct stat *above)
{
    struct file file = {.path = path};
    const char *slash = strrchr(path, '/');
    file.name = slash == NULL || slash[1] == '\0' ? path : slash + 1;
    if (lstat(path, &file.status) < 0) {
        warn("%s", path);
        failures = 1;
        return;
    }
    if (!has_depth)
        expression->holds(expression, &file);
    bool goes_down = S_ISDIR(file.status.st_mode) && !file.prunes &&
                     !(stays && above != NULL && above->st_dev != file.status.st_dev);
    DIR *directory = goes_down ? opendir(path) : NULL;
    if (goes_down && directory == NULL) {
        warn("%s", path);
        failures = 1;
    }
    if (directory != NULL) {
        for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            char *inner = path_in(path, entry->d_name);
            walk(inner, expression, &file.status);
            free(inner);
        }
        closedir(directory);
    }
    if (has_depth)
        expression->holds(expression, &file);
}

int main(int count, char **arguments)
{
    int first = 1;
    while (first < count && arguments[first][0] != '-' && strcmp(arguments[first], "!") != 0 &&
           strcmp(arguments[first], "(") != 0)
        first++;
    const struct expression *expression = parse(arguments + first);
    if (first == 1)
        walk(".", expression, NULL);
    for (int i = 1; i < first; i++)
        walk(arguments[i], expression, NULL);
    fflush(stdout);
    return failures;
}
