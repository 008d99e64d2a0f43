/* The program's own wish how a stream is buffered, before it is used. */
#include <stdlib.h>

#include "stream.h"
#include "system.h"

int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t bytes)
{
    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF)
        return EOF;
    fflush(stream);
    if (stream->flags & _STREAM_OWN_BUFFER)
        free(stream->base - UNGET_BYTES);
    stream->flags &= ~(_STREAM_OWN_BUFFER | _STREAM_UNBUFFERED | _STREAM_LINES |
                       _STREAM_READING | _STREAM_WRITING);
    stream->base = stream->next = NULL;
    stream->readable = stream->writable = 0;
    if (mode == _IONBF) {
        stream->flags |= _STREAM_UNBUFFERED;
        return 0;
    }
    if (buffer != NULL && bytes > 0) {
        stream->base = stream->next = (unsigned char *)buffer;
        stream->size = bytes;
        _at_last = _flush_all;
    } else {
        _make_buffer(stream);
    }
    stream->flags &= ~_STREAM_LINES;
    if (mode == _IOLBF)
        stream->flags |= _STREAM_LINES;
    return 0;
}

void setbuf(FILE *restrict stream, char *restrict buffer)
{
    setvbuf(stream, buffer, buffer == NULL ? _IONBF : _IOFBF, BUFSIZ);
}

void setlinebuf(FILE *stream)
{
    setvbuf(stream, NULL, _IOLBF, 0);
}
