/* Goes through the lines of a file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grep.h"

static char *line;
static size_t capacity;

static void print_name(const char *name, int shows_name, char separator)
{
    if (shows_name)
        printf("%s%c", name, separator);
}

static void print_line(const char *name, int shows_name, unsigned long number, size_t length)
{
    print_name(name, shows_name, ':');
    if (options.numbers_lines)
        printf("%lu:", number);
    fwrite(line, 1, length, stdout);
    putchar('\n');
}

static unsigned long search(FILE *file, const char *name, int shows_name)
{
    int only_whether = options.is_quiet || options.names_files;
    unsigned long number = 0, selected = 0;
    ssize_t read;

    while ((read = getline(&line, &capacity, file)) > 0) {
        size_t length = (size_t)read;
        if (line[length - 1] == '\n')
            length--;
        number++;
        if (matches_any(line, length) == options.inverts)
            continue;
        selected++;
        if (only_whether)
            break;
        if (!options.counts)
            print_line(name, shows_name, number, length);
    }
    return selected;
}

/* Returns an exit status. */
int search_file(const char *name, int shows_name)
{
    int is_standard = strcmp(name, "-") == 0;
    FILE *file = is_standard ? stdin : fopen(name, "r");
    int has_failed = file == NULL;
    unsigned long selected = 0;

    if (is_standard)
        name = "(standard input)";
    if (!has_failed) {
        selected = search(file, name, shows_name);
        has_failed = ferror(file);
    }
    if (has_failed && !options.is_silent)
        trouble(name, strerror(errno));
    if (file != NULL && !is_standard)
        fclose(file);
    if (has_failed)
        return TROUBLE;
    if (options.names_files && selected > 0 && !options.is_quiet) {
        puts(name);
    } else if (options.counts && !options.names_files && !options.is_quiet) {
        print_name(name, shows_name, ':');
        printf("%lu\n", selected);
    }
    return selected > 0 ? SELECTED : NOT_SELECTED;
}
