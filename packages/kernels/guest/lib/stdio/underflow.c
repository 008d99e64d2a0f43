/* getc with nothing in the buffer: fills it, and returns its first character. */
#include <unistd.h>

#include "stream.h"

int _stream_underflow(FILE *stream)
{
    ssize_t bytes;

    if (_begin_reading(stream) == EOF)
        return EOF;
    stream->readable = 0;
    if (stream->flags & _STREAM_STRING) {
        stream->flags |= _STREAM_EOF;
        return EOF;
    }
    /* What was asked must be seen before the answer is waited for. */
    if (stream->flags & (_STREAM_LINES | _STREAM_UNBUFFERED) && stdout->flags & _STREAM_LINES)
        _flush_stream(stdout);
    bytes = read(stream->descriptor, stream->base, stream->size);
    stream->next = stream->base;
    if (bytes <= 0) {
        stream->flags |= bytes == 0 ? _STREAM_EOF : _STREAM_ERROR;
        return EOF;
    }
    stream->flags &= ~_STREAM_EOF;
    stream->readable = bytes - 1;
    return *stream->next++;
}
