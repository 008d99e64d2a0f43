/* The text of the script, from all -e and -f, byte by byte. */
#include <errno.h>
#include <string.h>

#include "sed.h"

#define PART 512 /* bytes of a script file read at a time */

static struct space script;
static size_t next;

static void end_line(void)
{
    if (script.length > 0 && script.text[script.length - 1] != '\n')
        space_add_byte(&script, '\n');
}

void script_add_text(const char *text)
{
    space_append(&script, text, strlen(text));
    /* Even an empty one is a line: it may be the text of an a\ before it. */
    space_add_byte(&script, '\n');
}

void script_add_file(const char *name)
{
    int is_standard = strcmp(name, "-") == 0;
    FILE *file = is_standard ? stdin : fopen(name, "r");
    char part[PART];
    size_t length;

    if (file == NULL) {
        fprintf(stderr, "sed: %s: %s\n", name, strerror(errno));
        exit_status = BAD_USAGE;
        return;
    }
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        space_append(&script, part, length);
    if (ferror(file))
        panic("%s: %s", name, strerror(errno));
    end_line();
    if (!is_standard)
        fclose(file);
}

int script_peek(void)
{
    return next < script.length ? (unsigned char)script.text[next] : EOF;
}

int script_next(void)
{
    return next < script.length ? (unsigned char)script.text[next++] : EOF;
}

/* The next byte that is no blank. */
int script_next_unblank(void)
{
    int c;

    do
        c = script_next();
    while (c == ' ' || c == '\t');
    return c;
}

/* Takes back what was read last, and the blanks before it. */
void script_back_to_blanks(void)
{
    next--;
    while (script.text[next - 1] == ' ' || script.text[next - 1] == '\t')
        next--;
}

int script_begins_with(const char *text)
{
    size_t length = strlen(text);

    return script.length >= length && memcmp(script.text, text, length) == 0;
}

/* The line that was read last. */
unsigned long script_line(void)
{
    unsigned long line = 1;

    for (size_t i = 0; i + 1 < next; i++)
        line += script.text[i] == '\n';
    return line;
}

/* The rest of the line behind its blanks: a file's name. */
char *script_rest_of_line(void)
{
    struct space rest = {NULL, 0, 0, 0};

    for (int c = script_next_unblank(); c != EOF && c != '\n'; c = script_next())
        space_add_byte(&rest, c);
    space_add_byte(&rest, '\0');
    return rest.text;
}
