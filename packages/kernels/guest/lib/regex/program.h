/*
 * What a regular expression becomes: a tree, as the parser sees it, and from it a program.
 *
 * A program is a row of instructions for a machine that reads a string. Each part of the tree has
 * its instructions in one piece, jumps are relative and stay within the piece or lead to its end;
 * so every part can be run by itself, anywhere, as often as it is repeated.
 */
#ifndef REGEX_PROGRAM_H
#define REGEX_PROGRAM_H

#include <regex.h>
#include <stddef.h>

#define BYTES 256    /* values of a byte */
#define SET_BYTES 32 /* a bit for each of them */
#define UNLIMITED (-1)
#define REPEAT_MAX 255    /* RE_DUP_MAX */
#define DEPTH_MAX 100     /* nested parentheses and repetitions */
#define PROGRAM_MAX 20000 /* instructions */

enum opcode {
    /* One byte of the string, which is the three's kind ... */
    ONE_BYTE,
    ONE_ANY,
    ONE_SET,
    /* ... once or not at all ... */
    OPTIONAL_BYTE,
    OPTIONAL_ANY,
    OPTIONAL_SET,
    /* ... any number of times. */
    MANY_BYTE,
    MANY_ANY,
    MANY_SET,
    /* Where in the string are we? */
    AT_BEGIN,
    AT_END,
    AT_WORD_BEGIN,
    AT_WORD_END,
    AT_WORD_EDGE,
    NOT_AT_WORD_EDGE,
    /* Ways. */
    SPLIT, /* the next instruction, or the one at `to` */
    JUMP,
    SAVE,  /* this place, in mark `to` */
    AGAIN, /* jump, unless the place is still the one in mark `what` */
    BACK_REFERENCE,
    MATCH
};
#define PER_REPETITION (OPTIONAL_BYTE - ONE_BYTE)
#define IS_ONE(op) ((op) <= ONE_SET)
#define IS_MANY(op) ((op) >= MANY_BYTE && (op) <= MANY_SET)
#define READS_BYTE(op) ((op) <= MANY_SET)
#define IS_ASSERTION(op) ((op) >= AT_BEGIN && (op) <= NOT_AT_WORD_EDGE)

struct instruction {
    unsigned char op;
    unsigned char byte; /* of BYTE */
    unsigned short what; /* set, group or mark */
    int to;             /* distance of a jump; mark of SAVE */
};

enum node_kind { NODE_EMPTY, NODE_STEP, NODE_GROUP, NODE_SEQUENCE, NODE_CHOICE, NODE_REPEAT };

struct node {
    unsigned char kind;
    struct instruction step; /* of NODE_STEP */
    short group;             /* its number; of NODE_REPEAT, the mark of its loop */
    short min, max;          /* of NODE_REPEAT */
    int size;                /* its instructions */
    struct node *child;      /* the first */
    struct node *next;       /* the next child of the same parent */
};

/* A place to come back to (backtrack.c). */
struct retry {
    const struct instruction *at;
    const unsigned char *low, *high;
};

/* A state of the simulation, and where its match began (simulate.c). */
struct thread {
    int at;
    const unsigned char *start;
};

struct regex_program {
    int flags;
    int groups; /* without the whole, which is group 0 */
    int marks;  /* two for each group, one for each loop */
    int has_back_reference;
    int is_linear;   /* a sequence of bytes, each with its repetitions */
    int is_anchored; /* can only match where the string begins */
    int nodes;       /* in use */
    int sets;
    int size;
    struct node *tree;     /* all nodes; the root is `root` */
    struct node *root;
    unsigned char (*set)[SET_BYTES];
    struct instruction *code;

    /* With what a match can begin: any byte or none at all, one byte, or a set of bytes. */
    enum { BEGINS_ANYHOW, BEGINS_WITH_BYTE, BEGINS_WITH_SET } begins;
    unsigned char first_byte;
    unsigned char first_set[SET_BYTES];

    /* Memory that a match works in. */
    const unsigned char **mark;
    const unsigned char **best_mark; /* if there are back-references */
    struct retry *retry;
    int retries;
    struct thread *threads[2];
    int *pending;
    unsigned *seen;
    unsigned generation;
};

/* The string of a search. */
struct subject {
    const unsigned char *begin, *end;
    int flags;
};

#define IN_SET(set, byte) ((set)[(byte) >> 3] >> ((byte) & 7) & 1)
#define ADD_TO_SET(set, byte) ((set)[(byte) >> 3] |= (unsigned char)(1 << ((byte) & 7)))

/* Each returns 0 or an error code. */
int regex_parse(struct regex_program *, const char *pattern);
int regex_bracket(struct regex_program *, const unsigned char **at, unsigned char *set);
int regex_generate(struct regex_program *);
void regex_analyse(struct regex_program *);
void regex_fold(unsigned char *set);

int regex_assert(const struct regex_program *, const struct subject *, int op,
                 const unsigned char *at);

enum outcome { FAILED, MATCHED, GAVE_UP, OUT_OF_MEMORY };

/* Matches at `at`; the marks are then in `mark`, and the end in *end. */
enum outcome regex_backtrack(struct regex_program *, const struct subject *,
                             const unsigned char *at, const unsigned char **end, long budget);

int regex_simulation_memory(struct regex_program *);

/* The leftmost-longest match at or behind `at`. Returns whether there is one. */
int regex_simulate(struct regex_program *, const struct subject *, const unsigned char *at,
                   const unsigned char **start, const unsigned char **end);

/* Where the longest match of code[from] to code[to] from `at` ends, but not behind `limit`; or NULL. */
const unsigned char *regex_longest(struct regex_program *, const struct subject *, int from, int to,
                                   const unsigned char *at, const unsigned char *limit);

/* Sets the marks of all groups, given where the whole match is. */
void regex_dissect(struct regex_program *, const struct subject *, const unsigned char *start,
                   const unsigned char *end);

/* The first place at or behind `at` where a match can begin, or NULL. */
const unsigned char *regex_candidate(const struct regex_program *, const unsigned char *at,
                                     const unsigned char *end);

#endif
