/* Opening streams: modes, and the list. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

#define NEW_FILE_MODE 0666

int _parse_mode(const char *mode, int *stream_flags)
{
    static const struct {
        char letter;
        int open_flags;
        int stream_flags;
    } modes[] = {
        { 'r', 0, _STREAM_READS },
        { 'w', O_CREAT | O_TRUNC, _STREAM_WRITES },
        { 'a', O_CREAT | O_APPEND, _STREAM_WRITES | _STREAM_APPENDS },
    };

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        int access;

        if (modes[i].letter != mode[0])
            continue;
        *stream_flags = modes[i].stream_flags;
        if (strchr(mode, '+') != NULL) {
            *stream_flags |= _STREAM_READS | _STREAM_WRITES;
            access = O_RDWR;
        } else {
            access = *stream_flags & _STREAM_READS ? O_RDONLY : O_WRONLY;
        }
        return access | modes[i].open_flags | (strchr(mode, 'x') != NULL ? O_EXCL : 0);
    }
    errno = EINVAL;
    return -1;
}

FILE *_new_stream(int descriptor, int flags)
{
    FILE *stream = _streams;

    while (stream != NULL && stream->flags & _STREAM_IN_USE)
        stream = stream->link;
    if (stream == NULL) {
        stream = malloc(sizeof(*stream));
        if (stream == NULL)
            return NULL;
        memset(stream, 0, sizeof(*stream));
        stream->link = _streams;
        _streams = stream;
    }
    stream->descriptor = descriptor;
    stream->flags = (stream->flags & _STREAM_STATIC) | _STREAM_IN_USE | flags;
    return stream;
}

void _release_stream(FILE *stream)
{
    if (stream->flags & _STREAM_OWN_BUFFER)
        free(stream->base - UNGET_BYTES);
    stream->base = stream->next = NULL;
    stream->size = stream->readable = stream->writable = 0;
    stream->child = 0;
    stream->flags &= _STREAM_STATIC;
}

FILE *fdopen(int descriptor, const char *mode)
{
    int flags;

    return _parse_mode(mode, &flags) < 0 ? NULL : _new_stream(descriptor, flags);
}

/* Opens the file of a stream; what is only appended to is at its end from the beginning. */
static int open_file(const char *path, int open_flags)
{
    int descriptor = open(path, open_flags, NEW_FILE_MODE);

    if (descriptor >= 0 && open_flags & O_APPEND && (open_flags & O_ACCMODE) == O_WRONLY)
        lseek(descriptor, 0, SEEK_END);
    return descriptor;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
    int flags;
    int open_flags = _parse_mode(mode, &flags);
    int descriptor;
    FILE *stream;

    if (open_flags < 0)
        return NULL;
    descriptor = open_file(path, open_flags);
    if (descriptor < 0)
        return NULL;
    stream = _new_stream(descriptor, flags);
    if (stream == NULL)
        close(descriptor);
    return stream;
}

int fclose(FILE *stream)
{
    int result = fflush(stream);

    if (close(stream->descriptor) < 0)
        result = EOF;
    _release_stream(stream);
    return result;
}

FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    int flags;
    int open_flags = _parse_mode(mode, &flags);
    int before = stream->descriptor;
    int descriptor;

    fflush(stream);
    _release_stream(stream);
    if (open_flags < 0 || path == NULL)
        return NULL;
    close(before);
    descriptor = open_file(path, open_flags);
    if (descriptor < 0)
        return NULL;
    if (descriptor != before) { /* the number stays, as that of stdin and the others must */
        if (dup2(descriptor, before) < 0)
            return NULL;
        close(descriptor);
    }
    stream->descriptor = before;
    stream->flags |= _STREAM_IN_USE | flags;
    return stream;
}
