/*
 * A stream editor. A script is compiled into a row of commands; then each line of the input goes
 * through them in the pattern space, while the hold space keeps what the script puts there.
 */
#ifndef SED_H
#define SED_H

#include <regex.h>
#include <stddef.h>
#include <stdio.h>

/* Exit statuses, as GNU's editor has them. */
#define BAD_USAGE 1
#define BAD_INPUT 2
#define PANIC 4

#define NO_TARGET (-1)

/* Text that grows. */
struct space {
    char *text;
    size_t length, capacity;
    int has_newline; /* the line that it is ended with one */
};

struct output {
    const char *name;
    FILE *stream;
    int lacks_newline; /* the line that was written last had none; it gets one if more follows */
    struct output *next;
};

/* regex is NULL for the empty expression, which is the one that was used last. */
struct expression {
    regex_t *regex;
};

enum address_kind { NO_ADDRESS, LINE, LAST_LINE, EXPRESSION };

struct address {
    enum address_kind kind;
    unsigned long line;
    struct expression expression;
};

/* A piece of a replacement: text, then what a group has matched. */
struct piece {
    const char *text;
    size_t length;
    int group; /* -1 if there is none */
};

struct substitution {
    struct expression expression;
    struct piece *pieces;
    int piece_count;
    int groups; /* of the match that are needed */
    int occurrence; /* the first one to be replaced, from 1 */
    int is_global;
    int prints;
    struct output *file;
};

struct command {
    struct address first, second;
    int is_negated;
    int in_range;
    int was_passed; /* the range from a line number, which begins once */
    int code;
    union {
        int target;                        /* { b t: the command to go on with */
        struct space text;                 /* a c i */
        const char *file;                  /* r */
        struct output *output;             /* w */
        struct substitution *substitution; /* s */
        unsigned char *table;              /* y: what each byte becomes */
    } u;
};

struct program {
    struct command *commands;
    int count;
};

/* error.c */
void panic(const char *format, ...);
void bad_script(const char *format, ...);
void *get_memory(void *old, size_t size);
extern int exit_status;

/* space.c */
void space_clear(struct space *);
void space_append(struct space *, const char *text, size_t length);
void space_add_byte(struct space *, int byte);
void space_copy(struct space *to, const struct space *from);
void space_swap(struct space *, struct space *);

/* script.c */
void script_add_text(const char *text);
void script_add_file(const char *name);
int script_next(void);
int script_peek(void);
int script_next_unblank(void);
unsigned long script_line(void);
char *script_rest_of_line(void);
int script_begins_with(const char *text);
void script_back_to_blanks(void);

/* expression.c */
extern int extended_expressions;
void read_delimited(struct space *, int delimiter, int is_expression);
void expression_compile(struct expression *, struct space *pattern, int flags);
int expression_match(const struct expression *, const struct space *, size_t at, size_t groups,
                     regmatch_t *);

/* addresses.c */
int address_read(struct address *);
int selects(struct command *, const struct space *);

/* compile.c */
extern int prints_lines;
void compile(struct program *);
void end_of_command(void);

/* labels.c */
void label_define(char *name, int command);
void label_refer(char *name, int command);
void labels_resolve(struct program *);

/* substitute.c */
struct substitution *substitution_read(void);
int substitute(const struct substitution *, struct space *);

/* transliterate.c */
unsigned char *transliteration_read(void);
void transliterate(const unsigned char *table, struct space *);

/* input.c */
extern unsigned long line_number;
void input_files(char **names);
int input_has_more(void);
int input_read(struct space *);

/* output.c */
extern struct output standard_output;
void output_begin(void);
struct output *output_open(const char *name);
void output_line(struct output *, const char *text, size_t length, int has_newline);
void output_text(struct output *, const char *text, size_t length);
void output_flush(void);

/* append.c */
void append_text(const struct space *);
void append_file(const char *name);
void append_flush(void);

/* list.c */
void list(const struct space *);

/* execute.c */
void execute(struct program *);

#endif
