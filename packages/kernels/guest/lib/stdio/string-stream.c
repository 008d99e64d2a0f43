/* Streams that are strings: of sscanf and of sprintf. */
#include <string.h>

#include "stream.h"

void _read_string(FILE *stream, const char *string)
{
    memset(stream, 0, sizeof(*stream));
    stream->next = stream->base = (unsigned char *)string;
    stream->readable = stream->size = strlen(string);
    stream->flags = _STREAM_STRING | _STREAM_READS | _STREAM_READING;
}

void _write_string(FILE *stream, char *string, int room)
{
    memset(stream, 0, sizeof(*stream));
    stream->next = stream->base = (unsigned char *)string;
    stream->writable = stream->size = room;
    stream->flags = _STREAM_STRING | _STREAM_WRITES | _STREAM_WRITING;
}
