/* The pattern space, the hold space, and other text that grows. */
#include <string.h>

#include "sed.h"

#define SMALLEST 128 /* bytes */

static void make_room(struct space *space, size_t more)
{
    size_t capacity = space->capacity == 0 ? SMALLEST : space->capacity;

    if (space->length + more <= space->capacity)
        return;
    while (capacity < space->length + more)
        capacity *= 2;
    space->text = get_memory(space->text, capacity);
    space->capacity = capacity;
}

void space_clear(struct space *space)
{
    space->length = 0;
}

void space_append(struct space *space, const char *text, size_t length)
{
    if (length == 0)
        return;
    make_room(space, length);
    memcpy(space->text + space->length, text, length);
    space->length += length;
}

void space_add_byte(struct space *space, int byte)
{
    make_room(space, 1);
    space->text[space->length++] = (char)byte;
}

void space_copy(struct space *to, const struct space *from)
{
    to->length = 0;
    space_append(to, from->text, from->length);
    to->has_newline = from->has_newline;
}

void space_swap(struct space *a, struct space *b)
{
    struct space old = *a;

    *a = *b;
    *b = old;
}
