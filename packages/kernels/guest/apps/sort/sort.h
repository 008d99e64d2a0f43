/* sort: lines and their keys. */
#ifndef SORT_H
#define SORT_H

#include <stdbool.h>
#include <stddef.h>

#define TROUBLE 2

struct line {
    struct line *next;
    const char *key, *key_end; /* the first key, so that it is looked for once */
    size_t length;             /* without the newline */
    char text[];
};

/* A place in a line: behind so many fields, and then so many characters. */
struct position {
    size_t fields, characters;
    bool skips_blanks; /* before the characters are counted */
};

struct order {
    bool numeric, folds, reverse;
};

struct key {
    struct key *next;
    struct position from, to;
    bool to_line_end; /* there is no `to` */
    bool is_own;      /* it has letters of its own: the options are not for it */
    struct order order;
};

/* What options said for keys that say nothing, and for lines whose keys are equal. */
extern struct order general_order;
extern bool skips_all_blanks;
extern int separator; /* of fields; NONE: they begin with blanks */
extern bool is_unique;
#define NONE (-1)

/* Exits if the text is no key. */
void add_key(const char *text);
/* When all options are known. */
void complete_keys(void);
/* To be called for each line before it is compared. */
void find_first_key(struct line *line);
int compare_lines(const struct line *a, const struct line *b);

void *get_memory(size_t bytes);

#endif
