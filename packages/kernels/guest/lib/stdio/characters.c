/* The macros of stdio.h as functions, and those for words. */
#include "stream.h"

int fgetc(FILE *stream)
{
    return getc(stream);
}

int (getc)(FILE *stream)
{
    return getc(stream);
}

int (getchar)(void)
{
    return getchar();
}

int fputc(int c, FILE *stream)
{
    return putc(c, stream);
}

int (putc)(int c, FILE *stream)
{
    return putc(c, stream);
}

int (putchar)(int c)
{
    return putchar(c);
}

int (feof)(FILE *stream)
{
    return feof(stream);
}

int (ferror)(FILE *stream)
{
    return ferror(stream);
}

int (fileno)(FILE *stream)
{
    return fileno(stream);
}

void clearerr(FILE *stream)
{
    stream->flags &= ~(_STREAM_EOF | _STREAM_ERROR);
}

int getw(FILE *stream)
{
    int word;

    return fread(&word, sizeof(word), 1, stream) == 1 ? word : EOF;
}

int putw(int word, FILE *stream)
{
    return fwrite(&word, sizeof(word), 1, stream) == 1 ? 0 : EOF;
}
