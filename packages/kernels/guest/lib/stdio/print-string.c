/* printf to strings. */
#include <limits.h>
#include <stdlib.h>

#include "stream.h"

int vsnprintf(char *restrict string, size_t bytes, const char *restrict format, va_list arguments)
{
    FILE stream;
    int room = bytes == 0 ? 0 : bytes > INT_MAX ? INT_MAX : (int)(bytes - 1);
    int count;

    _write_string(&stream, string, room);
    count = vfprintf(&stream, format, arguments);
    if (bytes > 0)
        *stream.next = '\0';
    return count;
}

int vsprintf(char *restrict string, const char *restrict format, va_list arguments)
{
    return vsnprintf(string, INT_MAX, format, arguments);
}

int snprintf(char *restrict string, size_t bytes, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(string, bytes, format, arguments);
    va_end(arguments);
    return count;
}

int sprintf(char *restrict string, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vsnprintf(string, INT_MAX, format, arguments);
    va_end(arguments);
    return count;
}

int vasprintf(char **restrict string, const char *restrict format, va_list arguments)
{
    va_list again;
    int count;

    va_copy(again, arguments);
    count = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *string = count < 0 ? NULL : malloc(count + 1);
    return *string == NULL ? -1 : vsnprintf(*string, count + 1, format, arguments);
}

int asprintf(char **restrict string, const char *restrict format, ...)
{
    va_list arguments;
    int count;

    va_start(arguments, format);
    count = vasprintf(string, format, arguments);
    va_end(arguments);
    return count;
}
