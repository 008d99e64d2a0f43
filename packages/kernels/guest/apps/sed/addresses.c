/* Addresses: a command is for a line, or for the lines from one to another. */
#include <ctype.h>

#include "sed.h"

static unsigned long read_number(int first)
{
    unsigned long number = (unsigned long)(first - '0');

    while (isdigit(script_peek()))
        number = number * 10 + (unsigned long)(script_next() - '0');
    return number;
}

static void read_expression(struct address *address, int delimiter)
{
    struct space pattern = {NULL, 0, 0, 0};
    int flags = 0;

    read_delimited(&pattern, delimiter, 1);
    for (; script_peek() == 'I'; script_next())
        flags |= REG_ICASE;
    address->kind = EXPRESSION;
    expression_compile(&address->expression, &pattern, flags);
}

/* Reads one, if there is one. */
int address_read(struct address *address)
{
    int c = script_peek();

    address->kind = NO_ADDRESS;
    if (c == EOF)
        return 0;
    if (isdigit(c)) {
        address->kind = LINE;
        address->line = read_number(script_next());
        if (address->line == 0)
            bad_script("there is no line 0");
    } else if (c == '$') {
        script_next();
        address->kind = LAST_LINE;
    } else if (c == '/') {
        read_expression(address, script_next());
    } else if (c == '\\') {
        script_next();
        int delimiter = script_next();
        if (delimiter == EOF || delimiter == '\n' || delimiter == '\\')
            bad_script("\\ is followed by no delimiter");
        read_expression(address, delimiter);
    }
    return address->kind != NO_ADDRESS;
}

static int is_at(const struct address *address, const struct space *pattern)
{
    regmatch_t match;

    switch (address->kind) {
    case LINE:
        return line_number == address->line;
    case LAST_LINE:
        return !input_has_more();
    default:
        return expression_match(&address->expression, pattern, 0, 1, &match);
    }
}

/* Whether a range begins here. That from a line number does also if N has stepped over it. */
static int begins(struct command *command, const struct space *pattern)
{
    const struct address *end = &command->second;

    if (command->first.kind != LINE)
        return is_at(&command->first, pattern);
    if (command->was_passed || line_number < command->first.line)
        return 0;
    command->was_passed = 1;
    return line_number == command->first.line || end->kind != LINE || line_number <= end->line;
}

static int is_in_range(struct command *command, const struct space *pattern)
{
    const struct address *end = &command->second;

    if (!command->in_range) {
        if (!begins(command, pattern))
            return 0;
        /* A range that ends before it begins is one line. */
        command->in_range = end->kind == EXPRESSION || (end->kind == LINE && end->line > line_number) ||
                            (end->kind == LAST_LINE && input_has_more());
        return 1;
    }
    if (end->kind != LINE) {
        command->in_range = !is_at(end, pattern);
        return 1;
    }
    command->in_range = line_number < end->line;
    /* N may have stepped over the end. */
    return line_number <= end->line;
}

/* Whether the command is for the line in the pattern space. */
int selects(struct command *command, const struct space *pattern)
{
    int selected;

    if (command->first.kind == NO_ADDRESS)
        return 1;
    if (command->second.kind == NO_ADDRESS)
        selected = is_at(&command->first, pattern);
    else
        selected = is_in_range(command, pattern);
    return selected != command->is_negated;
}
