/* The patterns: from -e, -f or the first argument, one on each line of these. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grep.h"

#define MESSAGE 80 /* bytes of a message about a pattern */

struct pattern {
    char *text;
    regex_t regex;
};

static struct pattern *patterns;
static size_t count;

static void add_line(const char *text, size_t length)
{
    patterns = get_memory(patterns, (count + 1) * sizeof *patterns);
    char *copy = patterns[count++].text = get_memory(NULL, length + 1);

    memcpy(copy, text, length);
    copy[length] = '\0';
}

/* A string as an expression without operators. */
static char *without_operators(const char *text)
{
    char *expression = get_memory(NULL, 2 * strlen(text) + 1);
    char *to = expression;

    for (; *text != '\0'; text++) {
        if (strchr(".*[]^$\\", *text) != NULL)
            *to++ = '\\';
        *to++ = *text;
    }
    *to = '\0';
    return expression;
}

void patterns_add(const char *text, size_t length)
{
    const char *end = text + length;
    const char *newline;

    while ((newline = memchr(text, '\n', (size_t)(end - text))) != NULL) {
        add_line(text, (size_t)(newline - text));
        text = newline + 1;
    }
    add_line(text, (size_t)(end - text));
}

void patterns_add_file(const char *name)
{
    int is_standard = strcmp(name, "-") == 0;
    FILE *file = is_standard ? stdin : fopen(name, "r");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;

    if (file == NULL) {
        trouble(name, strerror(errno));
        exit(TROUBLE);
    }
    while ((length = getline(&line, &capacity, file)) > 0) {
        if (line[length - 1] == '\n')
            length--;
        add_line(line, (size_t)length);
    }
    free(line);
    if (!is_standard)
        fclose(file);
}

void patterns_compile(void)
{
    int flags = (options.syntax == EXTENDED ? REG_EXTENDED : 0) |
                (options.ignores_case ? REG_ICASE : 0);
    char message[MESSAGE];

    for (size_t i = 0; i < count; i++) {
        if (options.syntax == FIXED)
            patterns[i].text = without_operators(patterns[i].text);
        int error = regcomp(&patterns[i].regex, patterns[i].text, flags);
        if (error != 0) {
            regerror(error, &patterns[i].regex, message, sizeof message);
            trouble(patterns[i].text, message);
            exit(TROUBLE);
        }
    }
}

int matches_any(const char *line, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (matches(&patterns[i].regex, line, length))
            return 1;
    return 0;
}
