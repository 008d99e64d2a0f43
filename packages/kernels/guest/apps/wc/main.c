/* wc [-clw] [file ...]: counts lines, words and bytes; - is standard input. */
#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES 8192

struct counts {
    unsigned long lines, words, bytes;
};

static bool shows_lines, shows_words, shows_bytes;

static void count_words(struct counts *counts, const char *from, size_t bytes, bool *in_word)
{
    for (const char *end = from + bytes; from < end; from++) {
        if (*from == '\n')
            counts->lines++;
        if (isspace((unsigned char)*from))
            *in_word = false;
        else if (!*in_word) {
            *in_word = true;
            counts->words++;
        }
    }
}

static void count_lines(struct counts *counts, const char *from, size_t bytes)
{
    const char *end = from + bytes;
    while ((from = memchr(from, '\n', (size_t)(end - from))) != NULL) {
        from++;
        counts->lines++;
    }
}

/* name: NULL, if only the counts are printed. */
static void print(const struct counts *counts, const char *name)
{
    const char *before = "";
    if (shows_lines) {
        printf("%lu", counts->lines);
        before = " ";
    }
    if (shows_words) {
        printf("%s%lu", before, counts->words);
        before = " ";
    }
    if (shows_bytes)
        printf("%s%lu", before, counts->bytes);
    if (name != NULL)
        printf(" %s", name);
    putchar('\n');
}

static int count_file(int file, const char *name, struct counts *total)
{
    static char buffer[BUFFER_BYTES];
    struct counts counts = {0, 0, 0};
    bool in_word = false;
    ssize_t bytes;
    while ((bytes = read(file, buffer, sizeof buffer)) > 0) {
        counts.bytes += (unsigned long)bytes;
        if (shows_words)
            count_words(&counts, buffer, (size_t)bytes, &in_word);
        else if (shows_lines)
            count_lines(&counts, buffer, (size_t)bytes);
    }
    if (bytes < 0) {
        warn("%s", name != NULL ? name : "standard input");
        return 1;
    }
    print(&counts, name);
    total->lines += counts.lines;
    total->words += counts.words;
    total->bytes += counts.bytes;
    return 0;
}

int main(int count, char **arguments)
{
    struct counts total = {0, 0, 0};
    int failed = 0, option;
    while ((option = getopt(count, arguments, "clw")) != -1)
        if (option == 'c')
            shows_bytes = true;
        else if (option == 'l')
            shows_lines = true;
        else if (option == 'w')
            shows_words = true;
        else
            return 2;
    if (!shows_lines && !shows_words && !shows_bytes)
        shows_lines = shows_words = shows_bytes = true;
    if (optind == count)
        failed = count_file(STDIN_FILENO, NULL, &total);
    for (int i = optind; i < count; i++) {
        if (strcmp(arguments[i], "-") == 0) {
            failed |= count_file(STDIN_FILENO, arguments[i], &total);
            continue;
        }
        int file = open(arguments[i], O_RDONLY);
        if (file < 0) {
            warn("%s", arguments[i]);
            failed = 1;
            continue;
        }
        failed |= count_file(file, arguments[i], &total);
        close(file);
    }
    if (count - optind > 1)
        print(&total, "total");
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "standard output");
    return failed;
}
