/* What a and r have put off until the end of the cycle, or until the next line is read. */
#include <fcntl.h>
#include <unistd.h>

#include "sed.h"

#define PART 1024 /* bytes of a file copied at a time */

/* Text, or if that is NULL the file. */
struct appended {
    const struct space *text;
    const char *file;
};

static struct appended *queue;
static int count, capacity;

static void add(const struct space *text, const char *file)
{
    if (count == capacity) {
        capacity = 2 * capacity + 1;
        queue = get_memory(queue, (size_t)capacity * sizeof *queue);
    }
    queue[count].text = text;
    queue[count++].file = file;
}

void append_text(const struct space *text)
{
    add(text, NULL);
}

void append_file(const char *name)
{
    add(NULL, name);
}

/* A file that cannot be read is an empty one. */
static void copy_file(const char *name)
{
    char part[PART];
    ssize_t length;
    int descriptor;

    /* It may be one that w writes. */
    output_flush();
    output_text(&standard_output, NULL, 0);
    if ((descriptor = open(name, O_RDONLY)) < 0)
        return;
    while ((length = read(descriptor, part, sizeof part)) > 0)
        output_text(&standard_output, part, (size_t)length);
    close(descriptor);
}

void append_flush(void)
{
    for (int i = 0; i < count; i++)
        if (queue[i].text != NULL)
            output_text(&standard_output, queue[i].text->text, queue[i].text->length);
        else
            copy_file(queue[i].file);
    count = 0;
}
