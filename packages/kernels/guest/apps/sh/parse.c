/* From tokens to a tree, by recursive descent over POSIX's grammar of the shell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

static struct node *parse_list(struct lexer *lexer);
static struct node *parse_and_or(struct lexer *lexer);

static struct node *node_new(struct lexer *lexer, enum node_kind kind)
{
    struct node *node = region_alloc(lexer->region, sizeof *node);
    node->kind = kind;
    return node;
}

static struct node *node_of(struct lexer *lexer, enum node_kind kind, struct node *left,
                            struct node *right)
{
    struct node *node = node_new(lexer, kind);
    node->left = left;
    node->right = right;
    return node;
}

static struct word *word_new(struct lexer *lexer, char *text)
{
    struct word *word = region_alloc(lexer->region, sizeof *word);
    word->text = text;
    return word;
}

void syntax_error(const struct input *input, const char *what)
{
    int line = input_line(input);
    last_status = 2;
    if (interactive)
        shell_error("%s", what);
    shell_error("line %d: %s", line, what);
}

static _Noreturn void unexpected(struct lexer *lexer)
{
    char message[80];
    switch (lexer->token) {
    case TOKEN_END:
        syntax_error(lexer->input, "unexpected end of input");
    case TOKEN_NEWLINE:
        syntax_error(lexer->input, "unexpected end of line");
    case TOKEN_WORD:
    case TOKEN_NUMBER:
        snprintf(message, sizeof message, "unexpected \"%.40s\"", lexer->word);
        syntax_error(lexer->input, message);
    default:
        syntax_error(lexer->input, "unexpected operator");
    }
}

static bool at_word(const struct lexer *lexer, const char *word)
{
    return lexer->token == TOKEN_WORD && strcmp(lexer->word, word) == 0;
}

static void expect_word(struct lexer *lexer, const char *word)
{
    if (!at_word(lexer, word))
        unexpected(lexer);
    lexer_next(lexer);
}

static void skip_newlines(struct lexer *lexer)
{
    while (lexer->token == TOKEN_NEWLINE)
        lexer_next(lexer);
}

static bool at_redirection(const struct lexer *lexer)
{
    return lexer->token == TOKEN_NUMBER ||
           (lexer->token >= TOKEN_LESS && lexer->token <= TOKEN_HERE_TABS);
}

/* A word without its quotes: the end of a here-document. */
static char *unquoted(struct lexer *lexer, const char *text)
{
    char *plain = region_alloc(lexer->region, strlen(text) + 1);
    char *to = plain;
    for (; *text != '\0'; text++)
        if (*text == '\\' && text[1] != '\0')
            *to++ = *++text;
        else if (*text != '\'' && *text != '"')
            *to++ = *text;
    return plain;
}

static void add_document(struct lexer *lexer, struct redirection *redirection)
{
    redirection->expanded = !lexer->quoted;
    redirection->word = unquoted(lexer, lexer->word);
    struct redirection **end = &lexer->here_documents;
    while (*end != NULL)
        end = &(*end)->next_document;
    *end = redirection;
}

static void parse_redirection(struct lexer *lexer, struct redirection **list)
{
    struct redirection *redirection = region_alloc(lexer->region, sizeof *redirection);
    int given = -1;
    if (lexer->token == TOKEN_NUMBER) {
        given = atoi(lexer->word);
        lexer_next(lexer);
    }
    enum token token = lexer->token;
    static const struct {
        enum redirection_kind kind;
        int descriptor;
    } meanings[] = {
        [TOKEN_LESS] = {READ_FILE, 0},           [TOKEN_GREATER] = {WRITE_FILE, 1},
        [TOKEN_GREATER_GREATER] = {APPEND_FILE, 1}, [TOKEN_LESS_GREATER] = {OPEN_FILE, 0},
        [TOKEN_LESS_AMPERSAND] = {DUPLICATE, 0}, [TOKEN_GREATER_AMPERSAND] = {DUPLICATE, 1},
        [TOKEN_HERE] = {HERE_DOCUMENT, 0},       [TOKEN_HERE_TABS] = {HERE_DOCUMENT, 0},
    };
    redirection->kind = meanings[token].kind;
    redirection->descriptor = given >= 0 ? given : meanings[token].descriptor;
    redirection->strips_tabs = token == TOKEN_HERE_TABS;
    lexer_next(lexer);
    if (lexer->token != TOKEN_WORD)
        unexpected(lexer);
    if (redirection->kind == HERE_DOCUMENT)
        add_document(lexer, redirection);
    else
        redirection->word = lexer->word;
    while (*list != NULL)
        list = &(*list)->next;
    *list = redirection;
    lexer_next(lexer);
}

static const char *const RESERVED[] = {"if",   "then", "else", "elif", "fi", "do", "done",
                                       "case", "esac", "while", "until", "for", "{", "}", "!", "in"};

/* Words that end a list: they begin no command. */
static bool at_list_end(const struct lexer *lexer)
{
    static const char *const ends[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (at_word(lexer, ends[i]))
            return true;
    return lexer->token == TOKEN_END || lexer->token == TOKEN_RIGHT ||
           lexer->token == TOKEN_SEMI_SEMI;
}

static bool is_reserved(const char *word)
{
    for (size_t i = 0; i < sizeof RESERVED / sizeof RESERVED[0]; i++)
        if (strcmp(RESERVED[i], word) == 0 && strcmp(word, "in") != 0)
            return true;
    return false;
}

static struct node *parse_if(struct lexer *lexer)
{
    struct node *node = node_new(lexer, NODE_IF);
    lexer_next(lexer);
    node->left = parse_list(lexer);
    expect_word(lexer, "then");
    node->right = parse_list(lexer);
    if (at_word(lexer, "elif")) {
        node->other = parse_if(lexer);
        return node;
    }
    if (at_word(lexer, "else")) {
        lexer_next(lexer);
        node->other = parse_list(lexer);
    }
    expect_word(lexer, "fi");
    return node;
}

static struct node *parse_body(struct lexer *lexer)
{
    skip_newlines(lexer);
    expect_word(lexer, "do");
    struct node *body = parse_list(lexer);
    expect_word(lexer, "done");
    return body;
}

static struct node *parse_loop(struct lexer *lexer, enum node_kind kind)
{
    struct node *node = node_new(lexer, kind);
    lexer_next(lexer);
    node->left = parse_list(lexer);
    node->right = parse_body(lexer);
    return node;
}

static struct word *parse_words(struct lexer *lexer)
{
    struct word *words = NULL, **end = &words;
    for (; lexer->token == TOKEN_WORD; lexer_next(lexer)) {
        *end = word_new(lexer, lexer->word);
        end = &(*end)->next;
    }
    return words;
}

static struct node *parse_for(struct lexer *lexer)
{
    struct node *node = node_new(lexer, NODE_FOR);
    lexer_next(lexer);
    if (lexer->token != TOKEN_WORD || name_length(lexer->word) != strlen(lexer->word))
        unexpected(lexer);
    node->assignments = word_new(lexer, lexer->word);
    lexer_next(lexer);
    skip_newlines(lexer);
    if (at_word(lexer, "in")) {
        lexer_next(lexer);
        node->has_list = true;
        node->words = parse_words(lexer);
    }
    if (lexer->token == TOKEN_SEMI)
        lexer_next(lexer);
    node->right = parse_body(lexer);
    return node;
}

static struct case_arm *parse_arm(struct lexer *lexer)
{
    struct case_arm *arm = region_alloc(lexer->region, sizeof *arm);
    struct word **end = &arm->patterns;
    if (lexer->token == TOKEN_LEFT)
        lexer_next(lexer);
    for (;;) {
        if (lexer->token != TOKEN_WORD)
            unexpected(lexer);
        *end = word_new(lexer, lexer->word);
        end = &(*end)->next;
        lexer_next(lexer);
        if (lexer->token != TOKEN_BAR)
            break;
        lexer_next(lexer);
    }
    if (lexer->token != TOKEN_RIGHT)
        unexpected(lexer);
    lexer_next(lexer);
    arm->body = parse_list(lexer);
    return arm;
}

static struct node *parse_case(struct lexer *lexer)
{
    struct node *node = node_new(lexer, NODE_CASE);
    struct case_arm **end = &node->arms;
    lexer_next(lexer);
    if (lexer->token != TOKEN_WORD)
        unexpected(lexer);
    node->words = word_new(lexer, lexer->word);
    lexer_next(lexer);
    skip_newlines(lexer);
    expect_word(lexer, "in");
    skip_newlines(lexer);
    while (!at_word(lexer, "esac")) {
        *end = parse_arm(lexer);
        end = &(*end)->next;
        if (lexer->token != TOKEN_SEMI_SEMI)
            break;
        lexer_next(lexer);
        skip_newlines(lexer);
    }
    expect_word(lexer, "esac");
    return node;
}

static struct node *parse_group(struct lexer *lexer)
{
    if (lexer->token == TOKEN_LEFT) {
        lexer_next(lexer);
        struct node *body = parse_list(lexer);
        if (lexer->token != TOKEN_RIGHT)
            unexpected(lexer);
        lexer_next(lexer);
        return node_of(lexer, NODE_SUBSHELL, body, NULL);
    }
    lexer_next(lexer);
    struct node *body = parse_list(lexer);
    expect_word(lexer, "}");
    return node_of(lexer, NODE_GROUP, body, NULL);
}

/* A compound command; NULL if there is none. */
static struct node *parse_compound(struct lexer *lexer)
{
    if (lexer->token == TOKEN_LEFT || at_word(lexer, "{"))
        return parse_group(lexer);
    if (at_word(lexer, "if"))
        return parse_if(lexer);
    if (at_word(lexer, "while"))
        return parse_loop(lexer, NODE_WHILE);
    if (at_word(lexer, "until"))
        return parse_loop(lexer, NODE_UNTIL);
    if (at_word(lexer, "for"))
        return parse_for(lexer);
    if (at_word(lexer, "case"))
        return parse_case(lexer);
    return NULL;
}

static bool is_assignment(const char *word)
{
    size_t length = name_length(word);
    return length > 0 && word[length] == '=';
}

static struct node *parse_function(struct lexer *lexer, struct node *command)
{
    lexer_next(lexer);
    if (lexer->token != TOKEN_RIGHT)
        unexpected(lexer);
    lexer_next(lexer);
    skip_newlines(lexer);
    command->kind = NODE_FUNCTION;
    command->left = parse_compound(lexer);
    if (command->left == NULL)
        unexpected(lexer);
    while (at_redirection(lexer))
        parse_redirection(lexer, &command->left->redirections);
    command->region = lexer->region;
    return command;
}

static struct node *parse_simple(struct lexer *lexer)
{
    struct node *node = node_new(lexer, NODE_COMMAND);
    struct word **assignments = &node->assignments, **words = &node->words;
    if (lexer->token == TOKEN_WORD && is_reserved(lexer->word))
        unexpected(lexer);
    for (;;) {
        if (at_redirection(lexer))
            parse_redirection(lexer, &node->redirections);
        else if (lexer->token == TOKEN_WORD) {
            struct word *word = word_new(lexer, lexer->word);
            struct word ***end =
                node->words == NULL && is_assignment(lexer->word) ? &assignments : &words;
            **end = word;
            *end = &word->next;
            lexer_next(lexer);
        } else
            break;
    }
    if (lexer->token == TOKEN_LEFT && node->words != NULL && node->words->next == NULL &&
        node->assignments == NULL && node->redirections == NULL)
        return parse_function(lexer, node);
    if (node->words == NULL && node->assignments == NULL && node->redirections == NULL)
        unexpected(lexer);
    return node;
}

static struct node *parse_one(struct lexer *lexer)
{
    struct node *node = parse_compound(lexer);
    if (node == NULL)
        return parse_simple(lexer);
    while (at_redirection(lexer))
        parse_redirection(lexer, &node->redirections);
    return node;
}

static struct node *parse_pipeline(struct lexer *lexer)
{
    if (at_word(lexer, "!")) {
        lexer_next(lexer);
        return node_of(lexer, NODE_NOT, parse_pipeline(lexer), NULL);
    }
    struct node *left = parse_one(lexer);
    if (lexer->token != TOKEN_BAR)
        return left;
    lexer_next(lexer);
    skip_newlines(lexer);
    return node_of(lexer, NODE_PIPE, left, parse_pipeline(lexer));
}

static struct node *parse_and_or(struct lexer *lexer)
{
    struct node *left = parse_pipeline(lexer);
    while (lexer->token == TOKEN_AND_AND || lexer->token == TOKEN_OR_OR) {
        enum node_kind kind = lexer->token == TOKEN_AND_AND ? NODE_AND : NODE_OR;
        lexer_next(lexer);
        skip_newlines(lexer);
        left = node_of(lexer, kind, left, parse_pipeline(lexer));
    }
    return left;
}

/* One and-or list with what ends it: ; & or nothing. */
static struct node *parse_item(struct lexer *lexer)
{
    struct node *node = parse_and_or(lexer);
    if (lexer->token == TOKEN_AMPERSAND) {
        lexer_next(lexer);
        return node_of(lexer, NODE_BACKGROUND, node, NULL);
    }
    if (lexer->token == TOKEN_SEMI)
        lexer_next(lexer);
    return node;
}

/* Commands up to a word that ends them; NULL if there are none. */
static struct node *parse_list(struct lexer *lexer)
{
    struct node *list = NULL;
    skip_newlines(lexer);
    while (!at_list_end(lexer)) {
        struct node *item = parse_item(lexer);
        list = list == NULL ? item : node_of(lexer, NODE_SEQUENCE, list, item);
        skip_newlines(lexer);
    }
    return list;
}

struct node *parse_command(struct input *input, struct region *region, bool *ended)
{
    struct lexer lexer = {.input = input, .region = region};
    struct node *list = NULL;
    *ended = false;
    input_prompt(input, "PS1");
    lexer_next(&lexer);
    if (lexer.token == TOKEN_END) {
        *ended = true;
        return NULL;
    }
    while (lexer.token != TOKEN_NEWLINE && lexer.token != TOKEN_END) {
        struct node *item = parse_item(&lexer);
        list = list == NULL ? item : node_of(&lexer, NODE_SEQUENCE, list, item);
        if (lexer.token == TOKEN_RIGHT || lexer.token == TOKEN_SEMI_SEMI)
            unexpected(&lexer);
    }
    return list;
}
