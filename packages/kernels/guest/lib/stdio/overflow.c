/*
 * putc where the buffer has no room, or where it is to be looked at each character: line-buffered
 * and unbuffered streams.
 */
#include "stream.h"

int _stream_overflow(int c, FILE *stream)
{
    unsigned char character = c;

    if (_begin_writing(stream) == EOF)
        return EOF;
    if (stream->flags & _STREAM_STRING) /* full: the character is lost */
        return character;
    if (stream->next == stream->base + stream->size && _flush_stream(stream) == EOF)
        return EOF;
    *stream->next++ = character;
    if (stream->flags & _STREAM_UNBUFFERED ||
        (stream->flags & _STREAM_LINES && character == '\n')) {
        if (_flush_stream(stream) == EOF)
            return EOF;
    } else if (!(stream->flags & _STREAM_LINES)) {
        stream->writable = stream->base + stream->size - stream->next;
    }
    return character;
}
