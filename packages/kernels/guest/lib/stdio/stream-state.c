/* A stream is being read, or written, or neither. */
#include <errno.h>
#include <unistd.h>

#include "stream.h"

int _begin_reading(FILE *stream)
{
    if (!(stream->flags & _STREAM_READS)) {
        errno = EBADF;
        stream->flags |= _STREAM_ERROR;
        return EOF;
    }
    if (stream->flags & _STREAM_WRITING && _flush_stream(stream) == EOF)
        return EOF;
    if (stream->base == NULL)
        _make_buffer(stream);
    if (!(stream->flags & _STREAM_READING)) {
        stream->flags = (stream->flags & ~_STREAM_WRITING) | _STREAM_READING;
        stream->next = stream->base;
        stream->readable = stream->writable = 0;
    }
    return 0;
}

int _begin_writing(FILE *stream)
{
    if (!(stream->flags & _STREAM_WRITES)) {
        errno = EBADF;
        stream->flags |= _STREAM_ERROR;
        return EOF;
    }
    if (stream->flags & _STREAM_WRITING)
        return 0;
    if (stream->base == NULL)
        _make_buffer(stream);
    if (stream->readable > 0 && !(stream->flags & _STREAM_STRING)) /* was read ahead */
        lseek(stream->descriptor, -stream->readable, SEEK_CUR);
    stream->flags = (stream->flags & ~(_STREAM_READING | _STREAM_EOF)) | _STREAM_WRITING;
    stream->next = stream->base;
    stream->readable = 0;
    stream->writable =
        stream->flags & (_STREAM_LINES | _STREAM_UNBUFFERED) ? 0 : stream->size;
    return 0;
}
