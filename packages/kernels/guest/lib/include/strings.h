/* 4.3BSD's names for strings and memory, and comparison without regard to case. */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

void bcopy(const void *from, void *to, size_t bytes);
void bzero(void *to, size_t bytes);
int bcmp(const void *a, const void *b, size_t bytes);
char *index(const char *string, int c);
char *rindex(const char *string, int c);
int ffs(int word);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t bytes);

#endif
