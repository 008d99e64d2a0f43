/* grep [-E | -F] [-chilnqsvwx] [-e pattern] ... [-f file] ... [pattern] [file ...] */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grep.h"

struct options options;

static int has_patterns; /* from -e or -f */

void trouble(const char *what, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "grep: %s: %s\n", what, why);
}

void *get_memory(void *old, size_t size)
{
    void *memory = realloc(old, size);

    if (memory == NULL) {
        trouble("memory", strerror(errno));
        exit(TROUBLE);
    }
    return memory;
}

static void usage(void)
{
    fputs("usage: grep [-E | -F] [-chilnqsvwx] [-e pattern] ... [-f file] ... [pattern] [file ...]\n",
          stderr);
    exit(TROUBLE);
}

static void set_option(int option)
{
    switch (option) {
    case 'E':
        options.syntax = EXTENDED;
        break;
    case 'F':
        options.syntax = FIXED;
        break;
    case 'G':
        options.syntax = BASIC;
        break;
    case 'c':
        options.counts = 1;
        break;
    case 'h':
        options.hides_names = 1;
        break;
    case 'i':
    case 'y':
        options.ignores_case = 1;
        break;
    case 'l':
        options.names_files = 1;
        break;
    case 'n':
        options.numbers_lines = 1;
        break;
    case 'q':
        options.is_quiet = 1;
        break;
    case 's':
        options.is_silent = 1;
        break;
    case 'v':
        options.inverts = 1;
        break;
    case 'w':
        options.whole_words = 1;
        break;
    case 'x':
        options.whole_lines = 1;
        break;
    case 'e':
        patterns_add(optarg, strlen(optarg));
        has_patterns = 1;
        break;
    case 'f':
        patterns_add_file(optarg);
        has_patterns = 1;
        break;
    default:
        usage();
    }
}

int main(int argc, char **argv)
{
    static char *only_standard[] = {"-", NULL};
    int option, has_selected = 0, has_failed = 0;

    while ((option = getopt(argc, argv, "EFGchiylnqsvwxe:f:")) != -1)
        set_option(option);
    argv += optind;
    if (!has_patterns) {
        if (*argv == NULL)
            usage();
        patterns_add(*argv, strlen(*argv));
        argv++;
    }
    patterns_compile();
    char **names = *argv != NULL ? argv : only_standard;
    int shows_name = names[0] != NULL && names[1] != NULL && !options.hides_names;
    for (; *names != NULL; names++) {
        int status = search_file(*names, shows_name);
        has_selected |= status == SELECTED;
        has_failed |= status == TROUBLE;
        if (options.is_quiet && has_selected)
            return SELECTED;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        trouble("output", strerror(errno));
        return TROUBLE;
    }
    if (has_failed)
        return TROUBLE;
    return has_selected ? SELECTED : NOT_SELECTED;
}
