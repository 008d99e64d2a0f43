/* Where a stream stands in its file. */
#include <errno.h>
#include <unistd.h>

#include "stream.h"

off_t ftello(FILE *stream)
{
    off_t at;

    if (stream->flags & _STREAM_WRITING && stream->flags & _STREAM_APPENDS)
        _flush_stream(stream);
    at = lseek(stream->descriptor, 0, SEEK_CUR);
    if (at < 0)
        return -1;
    if (stream->flags & _STREAM_WRITING)
        return at + (stream->next - stream->base);
    return at - stream->readable;
}

int fseeko(FILE *stream, off_t offset, int whence)
{
    if (fflush(stream) == EOF) /* of one that is read: the file is where the stream is */
        return -1;
    if (lseek(stream->descriptor, offset, whence) < 0)
        return -1;
    stream->readable = stream->writable = 0;
    stream->next = stream->base;
    stream->flags &= ~(_STREAM_EOF | _STREAM_READING | _STREAM_WRITING);
    return 0;
}

int fseek(FILE *stream, long offset, int whence)
{
    return fseeko(stream, offset, whence);
}

long ftell(FILE *stream)
{
    return ftello(stream);
}

void rewind(FILE *stream)
{
    fseek(stream, 0, SEEK_SET);
    clearerr(stream);
}

int fgetpos(FILE *restrict stream, fpos_t *restrict position)
{
    *position = ftell(stream);
    return *position < 0 ? -1 : 0;
}

int fsetpos(FILE *stream, const fpos_t *position)
{
    return fseek(stream, *position, SEEK_SET);
}
