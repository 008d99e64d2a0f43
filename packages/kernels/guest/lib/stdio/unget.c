/* Putting a character back: where it came from, or into the room before the buffer. */
#include "stream.h"

int ungetc(int c, FILE *stream)
{
    unsigned char *lowest;

    if (c == EOF || _begin_reading(stream) == EOF)
        return EOF;
    if (stream->flags & _STREAM_STRING) {
        /* The string itself stays as it is; only what was read can come back. */
        if (stream->next == stream->base || stream->next[-1] != (unsigned char)c)
            return EOF;
        stream->next--;
    } else {
        lowest = stream->flags & _STREAM_UNBUFFERED ? stream->spare : stream->base;
        if (stream->flags & _STREAM_OWN_BUFFER)
            lowest -= UNGET_BYTES;
        if (stream->next == lowest) {
            /* At the start of a buffer of the program's own there is room if it is empty. */
            if (stream->readable > 0)
                return EOF;
            stream->next = stream->base + stream->size;
        }
        *--stream->next = c;
    }
    stream->readable++;
    stream->flags &= ~_STREAM_EOF;
    return (unsigned char)c;
}
