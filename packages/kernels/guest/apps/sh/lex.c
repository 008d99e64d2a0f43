/* From characters to tokens. Quotes and expansions stay in words; only where words end is found. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

static void add_until(struct lexer *lexer, struct text *word, char end);

static _Noreturn void unterminated(struct lexer *lexer, const char *what)
{
    syntax_error(lexer->input, what);
}

/* The next character, those of continued lines left out. */
static int next(struct lexer *lexer)
{
    int character = input_get(lexer->input);
    while (character == '\\' && input_peek(lexer->input) == '\n') {
        input_get(lexer->input);
        character = input_get(lexer->input);
    }
    return character;
}

static void add_escaped(struct lexer *lexer, struct text *word)
{
    int character = input_get(lexer->input);
    if (character == '\n')
        return; /* a continued line */
    text_add(word, '\\');
    if (character != INPUT_END)
        text_add(word, (char)character);
}

/* What follows a $. */
static void add_dollar(struct lexer *lexer, struct text *word)
{
    int character = input_peek(lexer->input);
    text_add(word, '$');
    if (character == '(' || character == '{') {
        input_get(lexer->input);
        text_add(word, (char)character);
        add_until(lexer, word, character == '(' ? ')' : '}');
    }
}

static void add_quoted(struct lexer *lexer, struct text *word, char quote)
{
    text_add(word, quote);
    for (;;) {
        int character = input_get(lexer->input);
        if (character == INPUT_END)
            unterminated(lexer, "unterminated quoted string");
        if (quote != '\'' && character == '\\')
            add_escaped(lexer, word);
        else if (quote == '"' && character == '$')
            add_dollar(lexer, word);
        else if (quote == '"' && character == '`')
            add_quoted(lexer, word, '`');
        else {
            text_add(word, (char)character);
            if (character == quote)
                return;
        }
    }
}

/* Up to the parenthesis or brace that closes one that was opened. */
static void add_until(struct lexer *lexer, struct text *word, char end)
{
    int depth = 1;
    char begin = end == ')' ? '(' : '{';
    while (depth > 0) {
        int character = input_get(lexer->input);
        if (character == INPUT_END)
            unterminated(lexer, "unterminated expansion");
        if (character == '\\')
            add_escaped(lexer, word);
        else if (character == '\'' || character == '"' || character == '`')
            add_quoted(lexer, word, (char)character);
        else if (character == '$')
            add_dollar(lexer, word);
        else {
            text_add(word, (char)character);
            depth += character == begin;
            depth -= character == end;
        }
    }
}

static bool ends_word(int character)
{
    return character == INPUT_END || strchr(" \t\n;&|<>()", character) != NULL;
}

static void read_word(struct lexer *lexer, int character)
{
    struct text word = {0};
    lexer->quoted = false;
    for (;;) {
        if (character == '\\') {
            lexer->quoted = true;
            add_escaped(lexer, &word);
        } else if (character == '\'' || character == '"' || character == '`') {
            lexer->quoted |= character != '`';
            add_quoted(lexer, &word, (char)character);
        } else if (character == '$')
            add_dollar(lexer, &word);
        else
            text_add(&word, (char)character);
        if (ends_word(input_peek(lexer->input)))
            break;
        character = next(lexer);
        if (character == INPUT_END)
            break;
    }
    char *text = text_take(&word);
    lexer->word = region_copy(lexer->region, text, strlen(text));
    free(text);
    bool number = !lexer->quoted && strspn(lexer->word, "0123456789") == strlen(lexer->word);
    int after = input_peek(lexer->input);
    lexer->token = number && (after == '<' || after == '>') ? TOKEN_NUMBER : TOKEN_WORD;
}

/* Reads the text of a here-document, up to a line that is its word. */
static void read_document(struct lexer *lexer, struct redirection *document)
{
    struct text text = {0};
    for (;;) {
        struct text line = {0};
        int character = input_get(lexer->input);
        while (document->strips_tabs && character == '\t')
            character = input_get(lexer->input);
        bool any = character != INPUT_END;
        for (; character != INPUT_END && character != '\n'; character = input_get(lexer->input))
            text_add(&line, (char)character);
        char *own = text_take(&line);
        bool last = !any || strcmp(own, document->word) == 0;
        if (!last) {
            text_add_string(&text, own);
            text_add(&text, '\n');
        }
        free(own);
        if (last)
            break;
    }
    char *own = text_take(&text);
    document->document = region_copy(lexer->region, own, strlen(own));
    free(own);
}

static void read_documents(struct lexer *lexer)
{
    struct redirection *document = lexer->here_documents;
    lexer->here_documents = NULL;
    for (; document != NULL; document = document->next_document)
        read_document(lexer, document);
}

static enum token operator_token(struct lexer *lexer, int character)
{
    int after = input_peek(lexer->input);
    static const struct {
        char first, second;
        enum token token;
    } operators[] = {
        {'&', '&', TOKEN_AND_AND},      {'|', '|', TOKEN_OR_OR},
        {';', ';', TOKEN_SEMI_SEMI},    {'>', '>', TOKEN_GREATER_GREATER},
        {'<', '>', TOKEN_LESS_GREATER}, {'<', '&', TOKEN_LESS_AMPERSAND},
        {'>', '&', TOKEN_GREATER_AMPERSAND}, {'<', '<', TOKEN_HERE},
        {'&', 0, TOKEN_AMPERSAND},      {'|', 0, TOKEN_BAR},
        {';', 0, TOKEN_SEMI},           {'(', 0, TOKEN_LEFT},
        {')', 0, TOKEN_RIGHT},          {'<', 0, TOKEN_LESS},
        {'>', 0, TOKEN_GREATER},
    };
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (operators[i].first != character)
            continue;
        if (operators[i].second == 0)
            return operators[i].token;
        if (operators[i].second != after)
            continue;
        input_get(lexer->input);
        if (operators[i].token == TOKEN_HERE && input_peek(lexer->input) == '-') {
            input_get(lexer->input);
            return TOKEN_HERE_TABS;
        }
        return operators[i].token;
    }
    return TOKEN_END;
}

void lexer_next(struct lexer *lexer)
{
    int character = next(lexer);
    while (character == ' ' || character == '\t')
        character = next(lexer);
    if (character == '#')
        while (character != '\n' && character != INPUT_END)
            character = input_get(lexer->input);
    if (character == INPUT_END)
        lexer->token = TOKEN_END;
    else if (character == '\n') {
        read_documents(lexer);
        lexer->token = TOKEN_NEWLINE;
    } else if (ends_word(character))
        lexer->token = operator_token(lexer, character);
    else
        read_word(lexer, character);
}
