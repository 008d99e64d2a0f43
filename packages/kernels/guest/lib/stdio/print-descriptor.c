/* printf to a descriptor. */
#include "stream.h"

int vdprintf(int descriptor, const char *restrict format, va_list arguments)
{
    FILE stream = { .descriptor = descriptor, .flags = _STREAM_WRITES | _STREAM_UNBUFFERED };

    return vfprintf(&stream, format, arguments);
}

int dprintf(int descriptor, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vdprintf(descriptor, format, arguments);
    va_end(arguments);
    return count;
}
