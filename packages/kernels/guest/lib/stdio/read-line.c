/* Reading lines: by whole parts of the buffer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"

#define FIRST_ROOM 128 /* of a line that getline makes room for */

/*
 * Takes what is in the buffer up to the end of the line, at most `room` bytes. Returns how many;
 * *ended says that the last one ends the line.
 */
static size_t take(FILE *stream, char *to, size_t room, int last, int *ended)
{
    size_t part = room < (size_t)stream->readable ? room : (size_t)stream->readable;
    const unsigned char *end = memchr(stream->next, last, part);

    *ended = end != NULL;
    if (end != NULL)
        part = end + 1 - stream->next;
    memcpy(to, stream->next, part);
    stream->next += part;
    stream->readable -= part;
    return part;
}

/* Fills an empty buffer. */
static int fill(FILE *stream)
{
    if (_stream_underflow(stream) == EOF)
        return EOF;
    stream->next--;
    stream->readable++;
    return 0;
}

char *fgets(char *restrict line, int bytes, FILE *restrict stream)
{
    size_t at = 0;
    int ended = 0;

    if (bytes <= 0)
        return NULL;
    while (!ended && at < (size_t)bytes - 1) {
        if (stream->readable <= 0 && fill(stream) == EOF) {
            if (at == 0 || ferror(stream))
                return NULL;
            break;
        }
        at += take(stream, line + at, bytes - 1 - at, '\n', &ended);
    }
    line[at] = '\0';
    return line;
}

ssize_t getdelim(char **restrict line, size_t *restrict bytes, int last, FILE *restrict stream)
{
    size_t at = 0;
    int ended = 0;

    if (*line == NULL)
        *bytes = 0;
    while (!ended) {
        if (stream->readable <= 0 && fill(stream) == EOF) {
            if (at == 0 || ferror(stream))
                return -1;
            break;
        }
        if (at + 2 > *bytes) {
            size_t more = *bytes == 0 ? FIRST_ROOM : 2 * *bytes;
            char *larger = realloc(*line, more);

            if (larger == NULL)
                return -1;
            *line = larger;
            *bytes = more;
        }
        at += take(stream, *line + at, *bytes - 1 - at, last, &ended);
    }
    (*line)[at] = '\0';
    return at;
}

ssize_t getline(char **restrict line, size_t *restrict bytes, FILE *restrict stream)
{
    return getdelim(line, bytes, '\n', stream);
}
