/* The cycle: a line, all commands, the next line. */
#include <string.h>

#include "sed.h"

#define NUMBER 24 /* bytes of a line number, its newline and its NUL */

enum result {
    END_OF_SCRIPT,
    DELETED,
    RESTART, /* with what is left in the pattern space */
    QUIT
};

static struct space pattern, hold = {NULL, 0, 0, 1};
static int has_replaced; /* since the last line was read, and the last t */

static int read_line(void)
{
    has_replaced = 0;
    return input_read(&pattern);
}

static void print_pattern(struct output *output)
{
    output_line(output, pattern.text, pattern.length, pattern.has_newline);
}

static const char *first_newline(void)
{
    return pattern.length == 0 ? NULL : memchr(pattern.text, '\n', pattern.length);
}

static void print_first_line(void)
{
    const char *newline = first_newline();

    if (newline == NULL)
        print_pattern(&standard_output);
    else
        output_line(&standard_output, pattern.text, (size_t)(newline - pattern.text), 1);
}

static enum result delete_first_line(void)
{
    const char *newline = first_newline();

    if (newline == NULL)
        return DELETED;
    pattern.length -= (size_t)(newline + 1 - pattern.text);
    memmove(pattern.text, newline + 1, pattern.length);
    return RESTART;
}

static void print_line_number(void)
{
    char number[NUMBER];

    sprintf(number, "%lu\n", line_number);
    output_text(&standard_output, number, strlen(number));
}

static void append_line(struct space *to, const struct space *from)
{
    space_add_byte(to, '\n');
    space_append(to, from->text, from->length);
    to->has_newline = from->has_newline;
}

/* n: the next line instead of this one. Returns whether there is one. */
static int next_line(void)
{
    if (!input_has_more())
        return 0;
    if (prints_lines)
        print_pattern(&standard_output);
    append_flush();
    space_clear(&pattern);
    return read_line();
}

/* N: the next line behind this one. */
static int add_next_line(void)
{
    if (!input_has_more())
        return 0;
    append_flush();
    space_add_byte(&pattern, '\n');
    return read_line();
}

static void substitution(const struct substitution *s)
{
    if (!substitute(s, &pattern))
        return;
    has_replaced = 1;
    if (s->prints)
        print_pattern(&standard_output);
    if (s->file != NULL)
        print_pattern(s->file);
}

static enum result run(struct program *program)
{
    struct command *end = program->commands + program->count;
    struct command *command = program->commands;

    while (command < end) {
        int target = NO_TARGET;

        if (!selects(command, &pattern)) {
            if (command->code == '{')
                command = program->commands + command->u.target;
            else
                command++;
            continue;
        }
        switch (command->code) {
        case '{':
            break;
        case '=':
            print_line_number();
            break;
        case 'a':
            append_text(&command->u.text);
            break;
        case 'b':
            if ((target = command->u.target) == NO_TARGET)
                return END_OF_SCRIPT;
            break;
        case 'c':
            /* Of a range, once: at its end. */
            if (!command->in_range || command->is_negated)
                output_text(&standard_output, command->u.text.text, command->u.text.length);
            return DELETED;
        case 'd':
            return DELETED;
        case 'D':
            return delete_first_line();
        case 'g':
            space_copy(&pattern, &hold);
            break;
        case 'G':
            append_line(&pattern, &hold);
            break;
        case 'h':
            space_copy(&hold, &pattern);
            break;
        case 'H':
            append_line(&hold, &pattern);
            break;
        case 'i':
            output_text(&standard_output, command->u.text.text, command->u.text.length);
            break;
        case 'l':
            list(&pattern);
            break;
        case 'n':
            if (!next_line())
                return END_OF_SCRIPT;
            break;
        case 'N':
            if (!add_next_line())
                return END_OF_SCRIPT;
            break;
        case 'p':
            print_pattern(&standard_output);
            break;
        case 'P':
            print_first_line();
            break;
        case 'q':
            return QUIT;
        case 'r':
            append_file(command->u.file);
            break;
        case 's':
            substitution(command->u.substitution);
            break;
        case 't':
            if (!has_replaced)
                break;
            has_replaced = 0;
            if ((target = command->u.target) == NO_TARGET)
                return END_OF_SCRIPT;
            break;
        case 'w':
            print_pattern(command->u.output);
            break;
        case 'x':
            space_swap(&pattern, &hold);
            break;
        case 'y':
            transliterate(command->u.table, &pattern);
            break;
        }
        command = target == NO_TARGET ? command + 1 : program->commands + target;
    }
    return END_OF_SCRIPT;
}

void execute(struct program *program)
{
    enum result result = DELETED;

    while (result != QUIT) {
        if (result != RESTART) {
            space_clear(&pattern);
            if (!read_line())
                break;
        }
        result = run(program);
        if (prints_lines && (result == END_OF_SCRIPT || result == QUIT))
            print_pattern(&standard_output);
        append_flush();
    }
    if (result == QUIT)
        output_text(&standard_output, NULL, 0); /* now the last line has its newline */
}
