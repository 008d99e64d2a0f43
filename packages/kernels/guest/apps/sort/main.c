/*
 * sort [-bfnru] [-k from[,to]] ... [-o file] [-t character] [file ...]: sorts the lines of all
 * files; - is standard input. All lines are in memory.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sort.h"

/* With what malloc adds, a power of two. */
#define PIECE_BYTES (32 * 1024 - 32)
#define LARGE_BYTES (PIECE_BYTES / 8) /* a line of this size has memory of its own */

static struct line *lines;
static struct line **last_line = &lines;
static size_t count;

static int usage(void)
{
    fputs("usage: sort [-bfnru] [-k from[,to]] ... [-o file] [-t character] [file ...]\n", stderr);
    return TROUBLE;
}

void *get_memory(size_t bytes)
{
    void *memory = malloc(bytes);
    if (memory == NULL)
        err(TROUBLE, NULL);
    return memory;
}

/* Memory that is never given back. */
static void *get_line_memory(size_t bytes)
{
    static char *piece;
    static size_t left;
    const size_t unit = sizeof(void *);
    bytes = (bytes + unit - 1) / unit * unit;
    if (bytes >= LARGE_BYTES)
        return get_memory(bytes);
    if (bytes > left) {
        piece = get_memory(PIECE_BYTES);
        left = PIECE_BYTES;
    }
    void *memory = piece;
    piece += bytes;
    left -= bytes;
    return memory;
}

static void add_line(const char *text, size_t length)
{
    struct line *line = get_line_memory(sizeof *line + length);
    line->next = NULL;
    line->length = length;
    memcpy(line->text, text, length);
    find_first_key(line);
    *last_line = line;
    last_line = &line->next;
    count++;
}

static void read_lines(const char *name)
{
    static char *text;
    static size_t room;
    int is_standard = strcmp(name, "-") == 0;
    FILE *file = is_standard ? stdin : fopen(name, "r");
    if (is_standard)
        name = "standard input";
    if (file == NULL)
        err(TROUBLE, "%s", name);
    ssize_t bytes;
    while ((bytes = getline(&text, &room, file)) > 0) {
        size_t length = (size_t)bytes;
        if (text[length - 1] == '\n')
            length--;
        add_line(text, length);
    }
    /* A line may also be longer than memory. */
    if (ferror(file) || !feof(file))
        err(TROUBLE, "%s", name);
    if (is_standard)
        clearerr(file);
    else
        fclose(file);
}

/* Of lines that are equal, those of `a` come first. */
static struct line *merge(struct line *a, struct line *b)
{
    struct line *merged;
    struct line **last = &merged;
    while (a != NULL && b != NULL) {
        struct line **lesser = compare_lines(a, b) <= 0 ? &a : &b;
        *last = *lesser;
        last = &(*lesser)->next;
        *lesser = *last;
    }
    *last = a != NULL ? a : b;
    return merged;
}

/* Takes so many lines from a list, at least one. */
static struct line *sort_first(struct line **list, size_t lines_wanted)
{
    if (lines_wanted == 1) {
        struct line *line = *list;
        *list = line->next;
        line->next = NULL;
        return line;
    }
    struct line *first = sort_first(list, lines_wanted / 2);
    return merge(first, sort_first(list, lines_wanted - lines_wanted / 2));
}

static void write_lines(const struct line *line, const char *name)
{
    FILE *file = name != NULL ? fopen(name, "w") : stdout;
    const struct line *previous = NULL;
    if (name == NULL)
        name = "standard output";
    if (file == NULL)
        err(TROUBLE, "%s", name);
    for (; line != NULL; line = line->next) {
        if (is_unique && previous != NULL && compare_lines(previous, line) == 0)
            continue;
        fwrite(line->text, 1, line->length, file);
        putc('\n', file);
        previous = line;
    }
    if (fflush(file) != 0 || ferror(file))
        err(TROUBLE, "%s", name);
}

static void set_separator(const char *text)
{
    if (text[0] == '\0' || text[1] != '\0')
        errx(TROUBLE, "-t %s: is not one character", text);
    separator = (unsigned char)text[0];
}

int main(int argc, char **argv)
{
    const char *output = NULL;
    int option;
    while ((option = getopt(argc, argv, "bfk:no:rt:u")) != -1)
        switch (option) {
        case 'b':
            skips_all_blanks = true;
            break;
        case 'f':
            general_order.folds = true;
            break;
        case 'k':
            add_key(optarg);
            break;
        case 'n':
            general_order.numeric = true;
            break;
        case 'o':
            output = optarg;
            break;
        case 'r':
            general_order.reverse = true;
            break;
        case 't':
            set_separator(optarg);
            break;
        case 'u':
            is_unique = true;
            break;
        default:
            return usage();
        }
    complete_keys();
    if (optind == argc)
        read_lines("-");
    for (int i = optind; i < argc; i++)
        read_lines(argv[i]);
    if (count > 0)
        lines = sort_first(&lines, count);
    write_lines(lines, output);
    return 0;
}
