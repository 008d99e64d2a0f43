/* Writing strings, lines and items. */
#include <string.h>

#include "stream.h"

int fputs(const char *restrict string, FILE *restrict stream)
{
    size_t length = strlen(string);

    return _write_bytes(stream, string, length) == length ? 0 : EOF;
}

int puts(const char *string)
{
    if (fputs(string, stdout) == EOF)
        return EOF;
    return putchar('\n');
}

size_t fwrite(const void *restrict items, size_t bytes, size_t count, FILE *restrict stream)
{
    if (bytes == 0 || count == 0)
        return 0;
    return _write_bytes(stream, items, bytes * count) / bytes;
}
