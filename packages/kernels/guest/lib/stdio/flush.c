/* Writing what is in the buffers. */
#include <unistd.h>

#include "stream.h"

/* Writes all of it, as a terminal or pipe may take it in parts. */
static int write_all(int descriptor, const unsigned char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);

        if (written < 0)
            return EOF;
        bytes += written;
        count -= written;
    }
    return 0;
}

int _flush_stream(FILE *stream)
{
    unsigned char *base = stream->base;
    size_t count;

    if (!(stream->flags & _STREAM_WRITING) || stream->flags & _STREAM_STRING)
        return 0;
    count = stream->next - base;
    stream->next = base;
    stream->writable =
        stream->flags & (_STREAM_LINES | _STREAM_UNBUFFERED) ? 0 : stream->size;
    if (count > 0 && write_all(stream->descriptor, base, count) == EOF) {
        stream->flags |= _STREAM_ERROR;
        return EOF;
    }
    return 0;
}

void _flush_all(void)
{
    for (FILE *stream = _streams; stream != NULL; stream = stream->link)
        _flush_stream(stream);
}

/* Of a stream that is being read: forgets what was read ahead, and puts the file back to there. */
static int give_back(FILE *stream)
{
    if (stream->flags & _STREAM_READING && !(stream->flags & _STREAM_STRING)) {
        if (stream->readable > 0)
            lseek(stream->descriptor, -stream->readable, SEEK_CUR);
        stream->readable = 0;
        stream->next = stream->base;
    }
    return 0;
}

int fflush(FILE *stream)
{
    int result = 0;

    if (stream != NULL)
        return stream->flags & _STREAM_WRITING ? _flush_stream(stream) : give_back(stream);
    for (stream = _streams; stream != NULL; stream = stream->link)
        if (_flush_stream(stream) == EOF)
            result = EOF;
    return result;
}
