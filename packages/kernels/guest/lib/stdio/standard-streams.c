/* stdin, stdout, stderr, and the list of all streams. */
#include "stream.h"

#define STANDARD (_STREAM_IN_USE | _STREAM_STATIC)

FILE _standard_streams[3] = {
    { .descriptor = 0, .flags = STANDARD | _STREAM_READS, .link = &_standard_streams[1] },
    { .descriptor = 1, .flags = STANDARD | _STREAM_WRITES, .link = &_standard_streams[2] },
    { .descriptor = 2, .flags = STANDARD | _STREAM_WRITES | _STREAM_UNBUFFERED },
};

FILE *_streams = &_standard_streams[0];
