/* scanf from streams and from strings. */
#include "stream.h"

int vscanf(const char *restrict format, va_list arguments)
{
    return vfscanf(stdin, format, arguments);
}

int vsscanf(const char *restrict string, const char *restrict format, va_list arguments)
{
    FILE stream;

    _read_string(&stream, string);
    return vfscanf(&stream, format, arguments);
}

int scanf(const char *restrict format, ...)
{
    va_list arguments;
    int stored;

    va_start(arguments, format);
    stored = vfscanf(stdin, format, arguments);
    va_end(arguments);
    return stored;
}

int fscanf(FILE *restrict stream, const char *restrict format, ...)
{
    va_list arguments;
    int stored;

    va_start(arguments, format);
    stored = vfscanf(stream, format, arguments);
    va_end(arguments);
    return stored;
}

int sscanf(const char *restrict string, const char *restrict format, ...)
{
    va_list arguments;
    int stored;

    va_start(arguments, format);
    stored = vsscanf(string, format, arguments);
    va_end(arguments);
    return stored;
}
