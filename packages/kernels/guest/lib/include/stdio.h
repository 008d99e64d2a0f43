/*
 * Buffered streams. A stream's buffer is as large as the file's st_blksize. While it is read,
 * `readable` bytes lie at `next`; while it is written, there is room for `writable` bytes there: 0 if
 * the stream is line-buffered or unbuffered, so that each of its characters goes through
 * _stream_overflow. Never both.
 */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct _stream {
    unsigned char *next;
    int readable;
    int writable;
    unsigned char *base; /* the buffer; NULL until it is needed */
    int size;
    short flags; /* _STREAM_... */
    short descriptor;
    struct _stream *link; /* all streams that are open */
    pid_t child;          /* popen's */
    unsigned char spare[4]; /* the buffer of an unbuffered stream */
} FILE;

#define _STREAM_READS 0x01    /* may be read */
#define _STREAM_WRITES 0x02   /* may be written */
#define _STREAM_READING 0x04  /* is being read */
#define _STREAM_WRITING 0x08  /* is being written */
#define _STREAM_EOF 0x10
#define _STREAM_ERROR 0x20
#define _STREAM_LINES 0x40    /* line-buffered */
#define _STREAM_UNBUFFERED 0x80
#define _STREAM_OWN_BUFFER 0x100 /* the buffer is malloc's */
#define _STREAM_APPENDS 0x200
#define _STREAM_STRING 0x400  /* a string: no descriptor */
#define _STREAM_IN_USE 0x800
#define _STREAM_STATIC 0x1000 /* not malloc's */

extern FILE _standard_streams[3];
#define stdin (&_standard_streams[0])
#define stdout (&_standard_streams[1])
#define stderr (&_standard_streams[2])

#define EOF (-1)
#define BUFSIZ 1024 /* of setbuf */
#define FOPEN_MAX 20
#define FILENAME_MAX 1024
#define L_tmpnam 32
#define TMP_MAX 10000
#define P_tmpdir "/tmp"
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

typedef long fpos_t;

#define _PRINTF(format_at, first) __attribute__((format(printf, format_at, first)))
#define _SCANF(format_at, first) __attribute__((format(scanf, format_at, first)))

FILE *fopen(const char *restrict path, const char *restrict mode);
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream);
FILE *fdopen(int descriptor, const char *mode);
int fclose(FILE *stream);
int fflush(FILE *stream);
void setbuf(FILE *restrict stream, char *restrict buffer);
void setlinebuf(FILE *stream);
int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t bytes);
int fileno(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);

int fgetc(FILE *stream);
int getc(FILE *stream);
int getchar(void);
int ungetc(int c, FILE *stream);
char *fgets(char *restrict line, int bytes, FILE *restrict stream);
ssize_t getline(char **restrict line, size_t *restrict bytes, FILE *restrict stream);
ssize_t getdelim(char **restrict line, size_t *restrict bytes, int last, FILE *restrict stream);
size_t fread(void *restrict items, size_t bytes, size_t count, FILE *restrict stream);

int fputc(int c, FILE *stream);
int putc(int c, FILE *stream);
int putchar(int c);
int fputs(const char *restrict string, FILE *restrict stream);
int puts(const char *string);
size_t fwrite(const void *restrict items, size_t bytes, size_t count, FILE *restrict stream);
int getw(FILE *stream);
int putw(int word, FILE *stream);

int printf(const char *restrict format, ...) _PRINTF(1, 2);
int fprintf(FILE *restrict stream, const char *restrict format, ...) _PRINTF(2, 3);
int sprintf(char *restrict string, const char *restrict format, ...) _PRINTF(2, 3);
int snprintf(char *restrict string, size_t bytes, const char *restrict format, ...) _PRINTF(3, 4);
int dprintf(int descriptor, const char *restrict format, ...) _PRINTF(2, 3);
int asprintf(char **restrict string, const char *restrict format, ...) _PRINTF(2, 3);
int vprintf(const char *restrict format, va_list arguments) _PRINTF(1, 0);
int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments) _PRINTF(2, 0);
int vsprintf(char *restrict string, const char *restrict format, va_list arguments) _PRINTF(2, 0);
int vsnprintf(char *restrict string, size_t bytes, const char *restrict format, va_list arguments)
    _PRINTF(3, 0);
int vdprintf(int descriptor, const char *restrict format, va_list arguments) _PRINTF(2, 0);
int vasprintf(char **restrict string, const char *restrict format, va_list arguments)
    _PRINTF(2, 0);

int scanf(const char *restrict format, ...) _SCANF(1, 2);
int fscanf(FILE *restrict stream, const char *restrict format, ...) _SCANF(2, 3);
int sscanf(const char *restrict string, const char *restrict format, ...) _SCANF(2, 3);
int vscanf(const char *restrict format, va_list arguments) _SCANF(1, 0);
int vfscanf(FILE *restrict stream, const char *restrict format, va_list arguments) _SCANF(2, 0);
int vsscanf(const char *restrict string, const char *restrict format, va_list arguments)
    _SCANF(2, 0);

int fseek(FILE *stream, long offset, int whence);
int fseeko(FILE *stream, off_t offset, int whence);
long ftell(FILE *stream);
off_t ftello(FILE *stream);
void rewind(FILE *stream);
int fgetpos(FILE *restrict stream, fpos_t *restrict position);
int fsetpos(FILE *stream, const fpos_t *position);

void perror(const char *what);
int remove(const char *path);
int rename(const char *from, const char *to);
FILE *tmpfile(void);
char *tmpnam(char *name);
FILE *popen(const char *command, const char *mode);
int pclose(FILE *stream);

int _stream_underflow(FILE *stream);
int _stream_overflow(int c, FILE *stream);

#define getc(stream) \
    ((stream)->readable > 0 ? ((stream)->readable--, *(stream)->next++) \
                            : _stream_underflow(stream))
#define putc(c, stream) \
    ((stream)->writable > 0 ? ((stream)->writable--, *(stream)->next++ = (unsigned char)(c)) \
                            : _stream_overflow((c), (stream)))
#define getchar() getc(stdin)
#define putchar(c) putc(c, stdout)
#define feof(stream) (((stream)->flags & _STREAM_EOF) != 0)
#define ferror(stream) (((stream)->flags & _STREAM_ERROR) != 0)
#define fileno(stream) ((int)(stream)->descriptor)

/* Streams are not shared between threads. */
#define getc_unlocked(stream) getc(stream)
#define putc_unlocked(c, stream) putc(c, stream)
#define getchar_unlocked() getchar()
#define putchar_unlocked(c) putchar(c)

#endif
