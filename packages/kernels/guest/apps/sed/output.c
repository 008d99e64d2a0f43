/* Where lines go: to the standard output, and to the files of w. */
#include <errno.h>
#include <string.h>

#include "sed.h"

struct output standard_output = {"/dev/stdout", NULL, 0, NULL};

static struct output standard_error = {"/dev/stderr", NULL, 0, &standard_output};
static struct output *outputs = &standard_error;

/* The streams are no constants. */
void output_begin(void)
{
    standard_output.stream = stdout;
    standard_error.stream = stderr;
}

/* The file of that name, which is made now: even a w that is never executed makes its file. */
struct output *output_open(const char *name)
{
    struct output *output;

    for (output = outputs; output != NULL; output = output->next)
        if (strcmp(output->name, name) == 0)
            return output;
    output = get_memory(NULL, sizeof *output);
    output->name = name;
    output->stream = fopen(name, "w");
    if (output->stream == NULL)
        panic("%s: %s", name, strerror(errno));
    output->lacks_newline = 0;
    output->next = outputs;
    outputs = output;
    return output;
}

static void end_line(struct output *output)
{
    if (output->lacks_newline)
        putc('\n', output->stream);
    output->lacks_newline = 0;
}

/* A line of the input that had no newline gets none, unless something follows. */
void output_line(struct output *output, const char *text, size_t length, int has_newline)
{
    end_line(output);
    if (length > 0)
        fwrite(text, 1, length, output->stream);
    if (has_newline)
        putc('\n', output->stream);
    else
        output->lacks_newline = 1;
}

void output_text(struct output *output, const char *text, size_t length)
{
    end_line(output);
    if (length > 0)
        fwrite(text, 1, length, output->stream);
}

/* What has been written is in its file now, for r, and when all is done. */
void output_flush(void)
{
    for (struct output *output = outputs; output != NULL; output = output->next)
        if (fflush(output->stream) != 0 || ferror(output->stream))
            panic("%s: %s", output->name, strerror(errno));
}
