/* The lines of the input files, one file after the other. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sed.h"

#define BUFFER 512 /* what 4.3BSD's sed reads at a time */
#define CLOSED (-1)

unsigned long line_number;

static char *only_standard[] = {"-", NULL};
static char **file_names = only_standard; /* that are not open yet */
static const char *open_name;
static int descriptor = CLOSED;
static char buffer[BUFFER];
static const char *next, *end; /* what has been read, and is in no line yet */

static void complain(const char *name)
{
    fprintf(stderr, "sed: %s: %s\n", name, strerror(errno));
    exit_status = BAD_INPUT;
}

void input_files(char **names)
{
    if (*names != NULL)
        file_names = names;
}

/* Opens the next file that can be. Returns whether there is one. */
static int open_next(void)
{
    while (*file_names != NULL) {
        open_name = *file_names++;
        descriptor = strcmp(open_name, "-") == 0 ? STDIN_FILENO : open(open_name, O_RDONLY);
        if (descriptor >= 0)
            return 1;
        complain(open_name);
    }
    descriptor = CLOSED;
    return 0;
}

/* Fills the empty buffer from the file that is open. Returns 0 at its end, which closes it. */
static int fill(void)
{
    ssize_t count = read(descriptor, buffer, sizeof buffer);

    if (count > 0) {
        next = buffer;
        end = buffer + count;
        return 1;
    }
    if (count < 0)
        complain(open_name);
    if (descriptor != STDIN_FILENO)
        close(descriptor);
    descriptor = CLOSED;
    return 0;
}

/* Whether there is another line. */
int input_has_more(void)
{
    while (next == end) {
        if (descriptor == CLOSED && !open_next())
            return 0;
        fill();
    }
    return 1;
}

/* Appends the next line, without its newline. Returns whether there is one. */
int input_read(struct space *line)
{
    if (!input_has_more())
        return 0;
    line_number++;
    line->has_newline = 1;
    do {
        const char *newline = memchr(next, '\n', (size_t)(end - next));
        if (newline != NULL) {
            space_append(line, next, (size_t)(newline - next));
            next = newline + 1;
            return 1;
        }
        space_append(line, next, (size_t)(end - next));
        next = end;
    } while (fill());
    line->has_newline = 0;
    return 1;
}
