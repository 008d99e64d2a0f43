/* From the script to the commands. */
#include <ctype.h>
#include <string.h>

#include "sed.h"

#define BLOCKS 64        /* that may be within each other */
#define COMMANDS_MORE 16 /* by which the row grows */

int prints_lines = 1; /* at the end of the script: no -n */

static int blocks[BLOCKS]; /* the { that are open */
static int depth;

static struct command *new_command(struct program *program)
{
    if (program->count % COMMANDS_MORE == 0)
        program->commands =
            get_memory(program->commands,
                       (size_t)(program->count + COMMANDS_MORE) * sizeof *program->commands);
    struct command *command = &program->commands[program->count];
    memset(command, 0, sizeof *command);
    return command;
}

static void skip_blanks(void)
{
    int c;

    while ((c = script_peek()) == ' ' || c == '\t')
        script_next();
}

/* What may follow a command. */
void end_of_command(void)
{
    skip_blanks();
    int c = script_peek();
    if (c == ';' || c == '\n')
        script_next();
    else if (c != EOF && c != '}' && c != '#')
        bad_script("something follows a command");
}

static void skip_line(void)
{
    int c;

    do
        c = script_next();
    while (c != EOF && c != '\n');
}

static char *read_label(void)
{
    struct space name = {NULL, 0, 0, 0};
    int c;

    skip_blanks();
    while ((c = script_peek()) != EOF && !isspace(c) && c != ';' && c != '}')
        space_add_byte(&name, script_next());
    space_add_byte(&name, '\0');
    return name.text;
}

/* The text of a, i, c: behind a\ and a newline, or on the command's own line. */
static void read_text(struct space *text)
{
    int c = script_next_unblank();

    if (c == EOF || c == '\n')
        bad_script("text is expected");
    if (c == '\\') {
        c = script_next_unblank();
        if (c != '\n' && c != EOF) {
            /* Blanks behind the backslash are the text's. */
            script_back_to_blanks();
            c = script_next();
        } else {
            c = script_next();
        }
    }
    for (; c != EOF && c != '\n'; c = script_next()) {
        if (c == '\\' && (c = script_next()) == EOF)
            break;
        space_add_byte(text, c);
    }
    if (c == '\n' || text->length > 0)
        space_add_byte(text, '\n');
}

static char *read_file_name(void)
{
    char *name = script_rest_of_line();

    if (*name == '\0')
        bad_script("the name of a file is missing");
    return name;
}

static int most_addresses(int code)
{
    switch (code) {
    case '}':
    case ':':
    case '#':
        return 0;
    case 'q':
        return 1;
    default:
        return 2;
    }
}

static void read_addresses(struct command *command)
{
    int c;

    if (address_read(&command->first)) {
        if ((c = script_next_unblank()) == ',') {
            skip_blanks();
            if (!address_read(&command->second))
                bad_script("an address is missing behind the comma");
            c = script_next_unblank();
        }
    } else {
        c = script_next_unblank();
    }
    if (c == '!') {
        command->is_negated = 1;
        while ((c = script_next_unblank()) == '!')
            bad_script("! twice");
    }
    command->code = c;
}

static void close_block(struct program *program)
{
    if (depth == 0)
        bad_script("} without {");
    program->commands[blocks[--depth]].u.target = program->count;
    end_of_command();
}

static void read_command(struct program *program, struct command *command)
{
    int here = program->count;
    char *label;

    switch (command->code) {
    case '{':
        if (depth == BLOCKS)
            bad_script("too many { within each other");
        blocks[depth++] = here;
        break;
    case 'a':
    case 'c':
    case 'i':
        read_text(&command->u.text);
        break;
    case 'b':
    case 't':
        command->u.target = NO_TARGET;
        label = read_label();
        if (*label != '\0')
            label_refer(label, here);
        break;
    case 'r':
        command->u.file = read_file_name();
        break;
    case 'w':
        command->u.output = output_open(read_file_name());
        break;
    case 's':
        command->u.substitution = substitution_read();
        break;
    case 'y':
        command->u.table = transliteration_read();
        end_of_command();
        break;
    case EOF:
    case '\n':
        bad_script("a command is missing");
        break;
    default:
        if (strchr("=dDgGhHlnNpPqx", command->code) == NULL)
            bad_script("unknown command: %c", command->code);
        end_of_command();
    }
}

void compile(struct program *program)
{
    int c;

    if (script_begins_with("#n\n"))
        prints_lines = 0;
    for (;;) {
        while ((c = script_peek()) != EOF && (isspace(c) || c == ';'))
            script_next();
        if (c == EOF)
            break;
        struct command *command = new_command(program);
        read_addresses(command);
        if ((command->first.kind != NO_ADDRESS) + (command->second.kind != NO_ADDRESS) >
            most_addresses(command->code))
            bad_script("too many addresses for %c", command->code);
        if (command->code == '#') {
            skip_line();
        } else if (command->code == '}') {
            close_block(program);
        } else if (command->code == ':') {
            char *label = read_label();
            if (*label == '\0')
                bad_script("a label is missing");
            label_define(label, program->count);
        } else {
            read_command(program, command);
            program->count++;
        }
    }
    if (depth > 0)
        bad_script("{ without }");
    labels_resolve(program);
}
