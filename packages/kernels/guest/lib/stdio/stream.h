/* What the files of stdio know of each other; the stream itself is in <stdio.h>. */
#ifndef STREAM_H
#define STREAM_H

#include <stdio.h>

#define UNGET_BYTES 8 /* room before the buffer for characters that are put back */
#define SMALL_BUFFER 1024 /* of a file that does not say what it likes */

/* All streams; the three that each program has are behind those that were opened. */
extern FILE *_streams;

/* A free stream, with these flags. NULL if there is no memory. */
FILE *_new_stream(int descriptor, int flags);
void _release_stream(FILE *stream);
/* open's flags and the stream's flags for a mode like "r+"; -1 with errno if it is none. */
int _parse_mode(const char *mode, int *stream_flags);
/* Gives the stream its buffer. */
void _make_buffer(FILE *stream);
/* From another state into that of reading or writing; EOF if it may not. */
int _begin_reading(FILE *stream);
int _begin_writing(FILE *stream);
/* Writes what is in the buffer. */
int _flush_stream(FILE *stream);
void _flush_all(void);
/* Writes bytes to the stream, by way of the buffer or past it; how many were written. */
size_t _write_bytes(FILE *stream, const char *bytes, size_t count);

/* A stream that reads a string, or that writes one: at most `room` bytes, what is more is lost. */
void _read_string(FILE *stream, const char *string);
void _write_string(FILE *stream, char *string, int room);

#endif
