/* Writing many bytes: into the buffer, or past it in whole buffers. */
#include <string.h>

#include "stream.h"

static int ends_line(const char *bytes, size_t count)
{
    return memchr(bytes, '\n', count) != NULL;
}

size_t _write_bytes(FILE *stream, const char *bytes, size_t count)
{
    size_t rest = count;

    if (_begin_writing(stream) == EOF)
        return 0;
    while (rest > 0) {
        size_t room = stream->base + stream->size - stream->next;
        size_t part = rest < room ? rest : room;

        if (stream->flags & _STREAM_UNBUFFERED) {
            /* All of it at once: the bytes are the buffer. */
            unsigned char *base = stream->base;
            int result;

            stream->base = (unsigned char *)bytes;
            stream->next = stream->base + rest;
            result = _flush_stream(stream);
            stream->base = stream->next = base;
            return result == EOF ? count - rest : count;
        }
        if (part == 0) {
            if (stream->flags & _STREAM_STRING)
                break;
            if (_flush_stream(stream) == EOF)
                return count - rest;
            continue;
        }
        memcpy(stream->next, bytes, part);
        stream->next += part;
        if (!(stream->flags & _STREAM_LINES))
            stream->writable -= part;
        else if (ends_line(bytes, part) && _flush_stream(stream) == EOF)
            return count - rest;
        bytes += part;
        rest -= part;
    }
    return count;
}
