/*
 * find path ... [expression]: walks trees and evaluates an expression for every file (expression.c,
 * parse.c). Without an action, what is true is printed.
 */
#ifndef FIND_H
#define FIND_H

#include <stdbool.h>
#include <sys/stat.h>

struct file {
    const char *path;
    const char *name; /* its last part */
    struct stat status;
    bool prunes; /* what is below is left out */
};

struct expression {
    bool (*holds)(const struct expression *expression, struct file *file);
    const struct expression *left, *right; /* and, or, not */
    const char *text;
    long number;
    char sign; /* + more than, - less than, 0 exactly */
    char **arguments;
    struct stat other;
};

const struct expression *parse(char **arguments);
extern bool has_depth;  /* -depth: what is in a directory comes before it */
extern bool stays;      /* -xdev */
extern int failures;

#endif
