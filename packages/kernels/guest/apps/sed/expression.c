/* Text between delimiters, and the regular expressions that are made of it. */
#include <string.h>

#include "sed.h"

#define MESSAGE 80 /* bytes of a message about an expression */

int extended_expressions;

static const regex_t *last_used;

/* Whether a byte is an operator, unless there is a backslash before it. */
static int is_operator(int c)
{
    const char *operators = extended_expressions ? ".*[]^$+?(){}|" : ".*[]^$";

    return c != '\0' && strchr(operators, c) != NULL;
}

/* Whether what has been read of an expression ends within brackets. */
static int in_brackets(const struct space *text)
{
    const char *p = text->text, *end = p + text->length;

    while (p < end) {
        if (*p == '\\') {
            p += 2;
            continue;
        }
        if (*p++ != '[')
            continue;
        /* A ] is no end where it is the first, nor in [: :] and their like. */
        if (p < end && *p == '^')
            p++;
        if (p < end && *p == ']')
            p++;
        while (p < end && *p != ']') {
            int mark = p[0] == '[' && p + 1 < end ? p[1] : '\0';
            if (mark == ':' || mark == '=' || mark == '.')
                for (p += 2; p < end && !(p[0] == ']' && p[-1] == mark); p++)
                    ;
            p++;
        }
        if (p >= end)
            return 1;
        p++;
    }
    return 0;
}

/* What is behind a backslash. In brackets that stands for itself, but for \n. */
static void read_escaped(struct space *text, int delimiter, int is_expression)
{
    int c = script_peek();

    if (c == 'n') {
        script_next();
        space_add_byte(text, '\n');
    } else if (c == EOF || (is_expression && in_brackets(text))) {
        space_add_byte(text, '\\');
    } else {
        if (c != delimiter || (is_expression ? is_operator(c) : c == '&'))
            space_add_byte(text, '\\');
        space_add_byte(text, script_next());
    }
}

/*
 * Reads up to the delimiter. A delimiter in brackets or with a backslash stands for itself, and \n
 * for a newline; all else is left to those who use the text.
 */
void read_delimited(struct space *text, int delimiter, int is_expression)
{
    int c;

    while ((c = script_next()) != delimiter || (is_expression && in_brackets(text))) {
        if (c == EOF || (c == '\n' && is_expression))
            bad_script("there is no second %c", delimiter);
        if (c == '\n')
            bad_script("a newline needs a backslash");
        if (c == '\\')
            read_escaped(text, delimiter, is_expression);
        else
            space_add_byte(text, c);
    }
}

void expression_compile(struct expression *expression, struct space *pattern, int flags)
{
    char message[MESSAGE];
    int error;

    expression->regex = NULL;
    if (pattern->length == 0) {
        if (flags != 0)
            bad_script("an empty expression has no flags");
        return;
    }
    space_add_byte(pattern, '\0');
    if (extended_expressions)
        flags |= REG_EXTENDED;
    expression->regex = get_memory(NULL, sizeof *expression->regex);
    error = regcomp(expression->regex, pattern->text, flags);
    if (error != 0) {
        regerror(error, expression->regex, message, sizeof message);
        bad_script("%s: %s", pattern->text, message);
    }
}

/* Whether there is a match at or behind `at`. */
int expression_match(const struct expression *expression, const struct space *space, size_t at,
                     size_t groups, regmatch_t *match)
{
    const regex_t *regex = expression->regex;

    if (regex == NULL && (regex = last_used) == NULL)
        panic("no expression has been used before the empty one");
    last_used = regex;
    match[0].rm_so = (regoff_t)at;
    match[0].rm_eo = (regoff_t)space->length;
    switch (regexec(regex, space->text != NULL ? space->text : "", groups, match, REG_STARTEND)) {
    case 0:
        return 1;
    case REG_NOMATCH:
        return 0;
    default:
        panic("out of memory in a regular expression");
        return 0;
    }
}
