/*
 * A stream's buffer, made when it is first needed: as large as the file likes its reads and writes,
 * with room before it for characters that are put back. A terminal's stream is line-buffered.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stream.h"
#include "system.h"

static void use_spare(FILE *stream)
{
    stream->flags |= _STREAM_UNBUFFERED;
    stream->base = &stream->spare[sizeof(stream->spare) - 1];
    stream->size = 1;
}

void _make_buffer(FILE *stream)
{
    int error = errno;
    int size = SMALL_BUFFER;
    struct stat status;
    unsigned char *memory;

    _at_last = _flush_all;
    if (stream->flags & _STREAM_UNBUFFERED) {
        use_spare(stream);
    } else {
        if (fstat(stream->descriptor, &status) == 0) {
            if (status.st_blksize > 0)
                size = status.st_blksize;
            if (S_ISCHR(status.st_mode) && isatty(stream->descriptor))
                stream->flags |= _STREAM_LINES;
        }
        memory = malloc(size + UNGET_BYTES);
        if (memory == NULL) {
            use_spare(stream);
        } else {
            stream->base = memory + UNGET_BYTES;
            stream->size = size;
            stream->flags |= _STREAM_OWN_BUFFER;
        }
    }
    stream->next = stream->base;
    errno = error;
}
