/* Reading items: out of the buffer, and past it where that is empty and much is wanted. */
#include <string.h>
#include <unistd.h>

#include "stream.h"

size_t fread(void *restrict items, size_t bytes, size_t count, FILE *restrict stream)
{
    size_t all = bytes * count;
    size_t rest = all;
    char *to = items;

    if (all == 0)
        return 0;
    while (rest > 0) {
        if (stream->readable > 0) {
            size_t part = rest < (size_t)stream->readable ? rest : (size_t)stream->readable;

            memcpy(to, stream->next, part);
            stream->next += part;
            stream->readable -= part;
            to += part;
            rest -= part;
        } else if (stream->flags & _STREAM_READING && !(stream->flags & _STREAM_STRING) &&
                   rest >= (size_t)stream->size) {
            ssize_t got = read(stream->descriptor, to, rest - rest % stream->size);

            if (got <= 0) {
                stream->flags |= got == 0 ? _STREAM_EOF : _STREAM_ERROR;
                break;
            }
            to += got;
            rest -= got;
        } else {
            int c = _stream_underflow(stream);

            if (c == EOF)
                break;
            *to++ = c;
            rest--;
        }
    }
    return (all - rest) / bytes;
}
