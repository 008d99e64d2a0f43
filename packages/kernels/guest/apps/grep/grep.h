/* Finds the lines that match one of a list of patterns. */
#ifndef GREP_H
#define GREP_H

#include <regex.h>
#include <stddef.h>

/* Exit statuses. */
#define SELECTED 0
#define NOT_SELECTED 1
#define TROUBLE 2

enum syntax { BASIC, EXTENDED, FIXED };

/* What is asked for. */
struct options {
    enum syntax syntax;
    int ignores_case;
    int whole_lines;
    int whole_words;
    int inverts;
    int counts;
    int names_files; /* and nothing else */
    int is_quiet;
    int is_silent; /* about files that cannot be read */
    int numbers_lines;
    int hides_names;
};
extern struct options options;

/* patterns.c */
void patterns_add(const char *text, size_t length);
void patterns_add_file(const char *name);
void patterns_compile(void);

/* match.c */
int matches(const regex_t *, const char *line, size_t length);

/* Whether a line matches one of the patterns. */
int matches_any(const char *line, size_t length);

/* search.c */
int search_file(const char *name, int shows_name);

/* main.c */
void trouble(const char *what, const char *why);
void *get_memory(void *old, size_t size);

#endif
