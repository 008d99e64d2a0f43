/* Lines of fields between colons: /etc/passwd and /etc/group. */
#ifndef COLON_FIELDS_H
#define COLON_FIELDS_H

#include <stdio.h>

#define COLON_LINE 1024

/*
 * The next line of `count` fields at least, taken apart in place. The file is opened if need be.
 * 0 at the end.
 */
int _colon_line(FILE **file, const char *path, char line[COLON_LINE], char *fields[], int count);
void _rewind_colon_file(FILE **file);
void _close_colon_file(FILE **file);

#endif
