/*
 * sh: the shell. A line is read (input.c), cut into tokens (lex.c), parsed into a tree (parse.c), and
 * the tree is executed (execute.c): words are expanded (expand.c, glob.c), files opened
 * (redirect.c), commands found among functions, builtins (builtins.c) and programs (program.c).
 * Words stay as they were typed, quotes included, until they are expanded.
 */
#ifndef SH_H
#define SH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#include "../common/pattern.h"

/* ---- memory: a region is freed as a whole (region.c) ---- */
struct region;
struct region *region_new(void);
void region_free(struct region *region);
void *region_alloc(struct region *region, size_t bytes);
char *region_copy(struct region *region, const char *text, size_t length);

/* A string that grows. */
struct text {
    char *at;
    size_t length;
    size_t room;
};
void text_add(struct text *text, char character);
void text_add_string(struct text *text, const char *string);
/* Its string, which the caller frees; the text is empty again. */
char *text_take(struct text *text);

/* A list of strings that grows; the strings are its own. */
struct strings {
    char **at; /* NULL behind the last */
    int count;
    int room;
};
void strings_add(struct strings *list, char *string);
void strings_free(struct strings *list);

/* ---- the tree ---- */
enum node_kind {
    NODE_COMMAND,
    NODE_PIPE,
    NODE_AND,
    NODE_OR,
    NODE_NOT,
    NODE_SEQUENCE,
    NODE_BACKGROUND,
    NODE_SUBSHELL,
    NODE_GROUP,
    NODE_IF,
    NODE_WHILE,
    NODE_UNTIL,
    NODE_FOR,
    NODE_CASE,
    NODE_FUNCTION
};

enum redirection_kind { READ_FILE, WRITE_FILE, APPEND_FILE, OPEN_FILE, DUPLICATE, HERE_DOCUMENT };

struct redirection {
    struct redirection *next;
    enum redirection_kind kind;
    int descriptor;
    char *word;         /* a file, a descriptor or - */
    char *document;     /* HERE_DOCUMENT: its text */
    bool expanded;      /* its text is to be expanded */
    bool strips_tabs;   /* <<- */
    struct redirection *next_document; /* of the same line */
};

struct word {
    struct word *next;
    char *text;
};

struct case_arm {
    struct case_arm *next;
    struct word *patterns;
    struct node *body; /* NULL: nothing */
};

struct node {
    enum node_kind kind;
    struct redirection *redirections;
    /* COMMAND: assignments and words; FOR: its list; NODE_CASE: the word; FUNCTION: the name */
    struct word *assignments;
    struct word *words;
    bool has_list; /* FOR ... in */
    struct node *left;  /* condition, first command, body of a group or function */
    struct node *right; /* body of a loop, second command */
    struct node *other; /* IF: else */
    struct case_arm *arms;
    struct region *region; /* FUNCTION: which has the body */
};

/* ---- input.c: where commands come from ---- */
#define INPUT_END (-1)
struct input;
struct input *input_of_descriptor(int descriptor, bool prompts);
struct input *input_of_string(const char *string);
void input_close(struct input *input);
int input_get(struct input *input);
int input_peek(struct input *input);
/* What is shown before the next line: PS1 or PS2. */
void input_prompt(struct input *input, const char *variable);
void input_drop_line(struct input *input);
int input_line(const struct input *input);

/* ---- lex.c ---- */
enum token {
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_WORD,
    TOKEN_NUMBER, /* digits before < or > */
    TOKEN_AND_AND,
    TOKEN_OR_OR,
    TOKEN_SEMI,
    TOKEN_SEMI_SEMI,
    TOKEN_AMPERSAND,
    TOKEN_BAR,
    TOKEN_LEFT,
    TOKEN_RIGHT,
    TOKEN_LESS,
    TOKEN_GREATER,
    TOKEN_GREATER_GREATER,
    TOKEN_LESS_GREATER,
    TOKEN_LESS_AMPERSAND,
    TOKEN_GREATER_AMPERSAND,
    TOKEN_HERE,
    TOKEN_HERE_TABS
};
struct lexer {
    struct input *input;
    struct region *region;
    enum token token; /* the one that is looked at */
    char *word;       /* of TOKEN_WORD and TOKEN_NUMBER */
    bool quoted;      /* some of it was quoted */
    struct redirection *here_documents; /* whose text begins with the next line */
};
void lexer_next(struct lexer *lexer);

/* ---- parse.c ---- */
/* The next command of the input, in the region; NULL with *ended if there is none. Jumps to
 * `error_return` where it is wrong. */
struct node *parse_command(struct input *input, struct region *region, bool *ended);
_Noreturn void syntax_error(const struct input *input, const char *what);

/* ---- variables.c ---- */
const char *variable_get(const char *name); /* NULL: not set */
void variable_set(const char *name, const char *value);
bool variable_unset(const char *name);
void variable_export(const char *name);
void variables_print(bool exported_only);
char **variables_environment(void);
void variables_start(char **environment);
size_t name_length(const char *text); /* of the name that it begins with */

extern char *shell_name; /* $0 */
extern int positional_count;
extern char **positional; /* $1 is [0] */
extern int last_status;   /* $? */
extern int last_background;

/* ---- expand.c ---- */
/* All expansions, cutting into fields and into file names. */
void expand_word(const char *word, struct strings *fields);
/* One string without cutting; freed by the caller. As a pattern, what was quoted is escaped. */
char *expand_string(const char *word);
char *expand_pattern(const char *word);
char *expand_document(const char *text);

/* ---- glob.c ---- */
/* The file names that fit, sorted; none if there are none. */
void glob_expand(const char *pattern, struct strings *names);

/* ---- redirect.c ---- */
/* Opens what is said. With `saved`, remembers what was there. False, with a message, on failure. */
#define SAVED_MAX 16
struct saved_descriptors {
    int count;
    struct {
        int descriptor;
        int copy; /* -1: was closed */
    } at[SAVED_MAX];
};
bool redirect(const struct redirection *list, struct saved_descriptors *saved);
void redirect_undo(struct saved_descriptors *saved);

/* ---- execute.c ---- */
int execute(struct node *node);
int execute_input(struct input *input);
int execute_string(const char *string);
/* The output of a command, without newlines at its end. */
void command_output(const char *command, struct text *output);
int function_call(struct node *body, char **arguments);

/* Jumps out of commands: break, continue, return, exit, errors. */
enum flow { FLOW_NONE, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN };
extern enum flow flow;
extern int flow_levels;
extern bool exit_on_error; /* set -e */
extern bool shows_commands; /* set -x */
extern bool interactive;
extern jmp_buf *error_return; /* where an error in a line goes; NULL: ends the shell */
_Noreturn void shell_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void shell_exit(int status);

/* ---- functions.c ---- */
struct node *function_find(const char *name);
void function_define(const char *name, struct node *function);

/* ---- builtins.c ---- */
typedef int builtin(int count, char **arguments);
builtin *builtin_find(const char *name, bool *special);

/* ---- program.c ---- */
_Noreturn void program_execute(char **arguments);
int wait_status(int child);
void signals_for_children(void);

/* ---- trap.c ---- */
void trap_set(int signal, const char *action);
void traps_run(void);
void trap_at_exit(void);
void traps_clear(void);
int trap_signal(const char *name); /* -1: none */

#endif
