/* From the pattern to the tree. Basic and extended expressions differ in their tokens only. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define NODES_PER_BYTE 3 /* a pattern has no more nodes than this, */
#define NODES_MORE 3     /* and these */
#define MOST_REFERENCES 9

enum token_kind {
    END,
    STEP, /* anything that is one instruction */
    BRACKET,
    OPEN,
    CLOSE,
    OR,
    STAR,
    PLUS,
    QUESTION,
    BRACE,
    TRAILING_BACKSLASH
};

struct token {
    enum token_kind kind;
    int op;   /* of STEP */
    int what; /* its byte or group; of a class, its letter */
    int length;
};

/* Where in a sequence we are; in a basic expression * and ^ depend on it. */
enum place { BEGINS, BEHIND_ANCHOR, WITHIN };

struct parser {
    struct regex_program *program;
    const unsigned char *at;
    int is_extended;
    int depth;
    unsigned closed; /* groups that references may be made to */
    int error;
};

static struct node *choice(struct parser *parser);

static struct token step(int op, int what, int length)
{
    return (struct token){STEP, op, what, length};
}

static struct token simple(enum token_kind kind, int length)
{
    return (struct token){kind, 0, 0, length};
}

/* Behind a backslash, in both kinds of expressions. */
static struct token escaped(int c)
{
    switch (c) {
    case '\0':
        return simple(TRAILING_BACKSLASH, 1);
    case '<':
        return step(AT_WORD_BEGIN, 0, 2);
    case '>':
        return step(AT_WORD_END, 0, 2);
    case 'b':
        return step(AT_WORD_EDGE, 0, 2);
    case 'B':
        return step(NOT_AT_WORD_EDGE, 0, 2);
    case 'w':
    case 'W':
    case 's':
    case 'S':
        return step(ONE_SET, c, 2);
    }
    if (c >= '1' && c <= '9')
        return step(BACK_REFERENCE, c - '0', 2);
    return step(ONE_BYTE, c, 2);
}

/* What ( ) { | + ? mean if they are not themselves. */
static enum token_kind operator_of(int c)
{
    switch (c) {
    case '(':
        return OPEN;
    case ')':
        return CLOSE;
    case '{':
        return BRACE;
    case '|':
        return OR;
    case '+':
        return PLUS;
    case '?':
        return QUESTION;
    }
    return END;
}

static int is_repetition(enum token_kind kind)
{
    return kind == STAR || kind == PLUS || kind == QUESTION || kind == BRACE;
}

static struct token basic_token(const struct parser *parser, enum place place)
{
    const unsigned char *p = parser->at;

    switch (*p) {
    case '*':
        return place == WITHIN ? simple(STAR, 1) : step(ONE_BYTE, '*', 1);
    case '^':
        return place == BEGINS ? step(AT_BEGIN, 0, 1) : step(ONE_BYTE, '^', 1);
    case '$':
        if (p[1] == '\0' || (p[1] == '\\' && (p[2] == ')' || p[2] == '|')))
            return step(AT_END, 0, 1);
        return step(ONE_BYTE, '$', 1);
    case '\\':
        break;
    default:
        return step(ONE_BYTE, *p, 1);
    }
    enum token_kind kind = operator_of(p[1]);
    if (kind == END)
        return escaped(p[1]);
    if ((kind == PLUS || kind == QUESTION) && place != WITHIN)
        return step(ONE_BYTE, p[1], 2);
    return simple(kind, 2);
}

static struct token extended_token(const struct parser *parser)
{
    const unsigned char *p = parser->at;

    switch (*p) {
    case '*':
        return simple(STAR, 1);
    case '^':
        return step(AT_BEGIN, 0, 1);
    case '$':
        return step(AT_END, 0, 1);
    case '\\':
        return escaped(p[1]);
    }
    enum token_kind kind = operator_of(*p);
    if (kind == END || (kind == CLOSE && parser->depth == 0))
        return step(ONE_BYTE, *p, 1);
    return simple(kind, 1);
}

static struct token look(const struct parser *parser, enum place place)
{
    switch (*parser->at) {
    case '\0':
        return simple(END, 0);
    case '.':
        return step(ONE_ANY, 0, 1);
    case '[':
        return simple(BRACKET, 1);
    }
    return parser->is_extended ? extended_token(parser) : basic_token(parser, place);
}

static struct node *fail(struct parser *parser, int error)
{
    parser->error = error;
    return NULL;
}

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = &parser->program->tree[parser->program->nodes++];

    memset(node, 0, sizeof *node);
    node->kind = (unsigned char)kind;
    return node;
}

static struct node *new_step(struct parser *parser, int op, int what)
{
    struct node *node = new_node(parser, NODE_STEP);

    node->step.op = (unsigned char)op;
    if (op == ONE_BYTE)
        node->step.byte = (unsigned char)what;
    else
        node->step.what = (unsigned short)what;
    return node;
}

/* The next free set, empty; its number is the program's `sets` until it is taken. */
static unsigned char *new_set(struct parser *parser)
{
    struct regex_program *program = parser->program;
    void *sets = realloc(program->set, (size_t)(program->sets + 1) * SET_BYTES);

    if (sets == NULL) {
        fail(parser, REG_ESPACE);
        return NULL;
    }
    program->set = sets;
    return memset(program->set[program->sets], 0, SET_BYTES);
}

static struct node *take_set(struct parser *parser)
{
    return new_step(parser, ONE_SET, parser->program->sets++);
}

/* \w \W \s \S */
static struct node *class_step(struct parser *parser, int letter)
{
    unsigned char *set = new_set(parser);
    int complement = isupper(letter) != 0;

    if (set == NULL)
        return NULL;
    for (int byte = 0; byte < BYTES; byte++) {
        int has = tolower(letter) == 'w' ? isalnum(byte) || byte == '_' : isspace(byte) != 0;
        if (has != complement)
            ADD_TO_SET(set, byte);
    }
    return take_set(parser);
}

static struct node *bracket(struct parser *parser)
{
    unsigned char *set = new_set(parser);

    if (set == NULL)
        return NULL;
    int error = regex_bracket(parser->program, &parser->at, set);
    return error != 0 ? fail(parser, error) : take_set(parser);
}

static struct node *single(struct parser *parser, int op, int what)
{
    int flags = parser->program->flags;
    unsigned char *set;

    if (op == ONE_SET)
        return class_step(parser, what);
    if (op == BACK_REFERENCE) {
        if (!(parser->closed >> what & 1))
            return fail(parser, REG_ESUBREG);
        parser->program->has_back_reference = 1;
    }
    if (op == ONE_BYTE && (flags & REG_ICASE) && isalpha(what)) {
        if ((set = new_set(parser)) == NULL)
            return NULL;
        ADD_TO_SET(set, what);
        regex_fold(set);
        return take_set(parser);
    }
    if (op == ONE_ANY && (flags & REG_NEWLINE)) {
        if ((set = new_set(parser)) == NULL)
            return NULL;
        for (int byte = 0; byte < BYTES; byte++)
            if (byte != '\n')
                ADD_TO_SET(set, byte);
        return take_set(parser);
    }
    return new_step(parser, op, what);
}

static struct node *group(struct parser *parser)
{
    int number = ++parser->program->groups;

    if (++parser->depth > DEPTH_MAX)
        return fail(parser, REG_ESPACE);
    struct node *child = choice(parser);
    if (child == NULL)
        return NULL;
    struct token token = look(parser, WITHIN);
    if (token.kind != CLOSE)
        return fail(parser, REG_EPAREN);
    parser->at += token.length;
    parser->depth--;
    if (number <= MOST_REFERENCES)
        parser->closed |= 1u << number;
    struct node *node = new_node(parser, NODE_GROUP);
    node->group = (short)number;
    node->child = child;
    return node;
}

/* A number of an interval, -1 if there is none. */
static int number(struct parser *parser)
{
    int value = -1;

    for (; isdigit(*parser->at); parser->at++) {
        value = (value < 0 ? 0 : value * 10) + *parser->at - '0';
        if (value > REPEAT_MAX)
            value = REPEAT_MAX + 1;
    }
    return value;
}

/* What follows a {. */
static int interval(struct parser *parser, int *min, int *max)
{
    *min = *max = number(parser);
    if (*parser->at == ',') {
        parser->at++;
        *max = number(parser);
        if (*min < 0)
            *min = 0;
        /* UNLIMITED, if it is not there */
    } else if (*min < 0) {
        return *parser->at == '\0' ? REG_EBRACE : REG_BADBR;
    }
    const unsigned char *end = parser->at;
    if (!parser->is_extended && *end == '\\')
        end++;
    if (*end == '\0')
        return REG_EBRACE;
    if (*end != '}' || (!parser->is_extended && end == parser->at))
        return REG_BADBR;
    parser->at = end + 1;
    if (*min > REPEAT_MAX || *max > REPEAT_MAX || (*max != UNLIMITED && *min > *max))
        return REG_BADBR;
    return 0;
}

/* Whether repeating a repetition is this repetition: x** is x*. */
static int absorbs(const struct node *inner, int min, int max)
{
    if (inner->kind != NODE_REPEAT || (max != 1 && max != UNLIMITED) || min > 1)
        return 0;
    if (inner->min == 0 && inner->max == UNLIMITED)
        return 1;
    return inner->min == min && inner->max == max;
}

/* The repetitions that follow `node`. */
static struct node *repetitions(struct parser *parser, struct node *node)
{
    for (int nested = 0;;) {
        struct token token = look(parser, WITHIN);
        int min = 0, max = UNLIMITED, error;

        if (!is_repetition(token.kind))
            return node;
        parser->at += token.length;
        if (token.kind == PLUS)
            min = 1;
        else if (token.kind == QUESTION)
            max = 1;
        else if (token.kind == BRACE && (error = interval(parser, &min, &max)) != 0)
            return fail(parser, error);
        if (absorbs(node, min, max))
            continue;
        if (++nested > DEPTH_MAX)
            return fail(parser, REG_ESPACE);
        struct node *repeat = new_node(parser, NODE_REPEAT);
        repeat->min = (short)min;
        repeat->max = (short)max;
        repeat->child = node;
        node = repeat;
    }
}

/* Up to the next | or ). */
static struct node *sequence(struct parser *parser)
{
    struct node *first = NULL, **last = &first;
    enum place place = BEGINS;

    for (;;) {
        struct token token = look(parser, place);
        struct node *node;

        if (token.kind == END || token.kind == OR || token.kind == CLOSE)
            break;
        if (is_repetition(token.kind))
            return fail(parser, REG_BADRPT);
        if (token.kind == TRAILING_BACKSLASH)
            return fail(parser, REG_EESCAPE);
        parser->at += token.length;
        if (token.kind == BRACKET)
            node = bracket(parser);
        else if (token.kind == OPEN)
            node = group(parser);
        else
            node = single(parser, token.op, token.what);
        if (node == NULL)
            return NULL;
        if (token.kind == STEP && IS_ASSERTION(token.op)) {
            /* That is no part of the string: it cannot be repeated. */
            place = token.op == AT_BEGIN ? BEHIND_ANCHOR : WITHIN;
            if (is_repetition(look(parser, place).kind))
                return fail(parser, REG_BADRPT);
        } else {
            place = WITHIN;
            if ((node = repetitions(parser, node)) == NULL)
                return NULL;
        }
        *last = node;
        last = &node->next;
    }
    if (first == NULL)
        return new_node(parser, NODE_EMPTY);
    if (first->next == NULL)
        return first;
    struct node *node = new_node(parser, NODE_SEQUENCE);
    node->child = first;
    return node;
}

/* Alternatives. */
static struct node *choice(struct parser *parser)
{
    struct node *first = sequence(parser);
    struct node **last;
    struct token token;

    if (first == NULL)
        return NULL;
    last = &first->next;
    while ((token = look(parser, WITHIN)).kind == OR) {
        parser->at += token.length;
        if ((*last = sequence(parser)) == NULL)
            return NULL;
        last = &(*last)->next;
    }
    if (first->next == NULL)
        return first;
    struct node *node = new_node(parser, NODE_CHOICE);
    node->child = first;
    return node;
}

int regex_parse(struct regex_program *program, const char *pattern)
{
    struct parser parser = {.program = program, .at = (const unsigned char *)pattern};
    size_t nodes = strlen(pattern) * NODES_PER_BYTE + NODES_MORE;

    parser.is_extended = (program->flags & REG_EXTENDED) != 0;
    program->tree = malloc(nodes * sizeof *program->tree);
    if (program->tree == NULL)
        return REG_ESPACE;
    program->root = choice(&parser);
    if (program->root == NULL)
        return parser.error;
    /* Only a \) that closes nothing can be left. */
    return *parser.at != '\0' ? REG_EPAREN : 0;
}
