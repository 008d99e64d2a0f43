/* Blocks of memory and strings. bcopy(from, to), bzero: kn02/block.S. */
#ifndef KERN_STRINGS_H
#define KERN_STRINGS_H

#include <string.h>

int bcmp(const void *a, const void *b, size_t bytes);
void bcopy(const void *from, void *to, size_t bytes);
void bzero(void *at, size_t bytes);
char *strncpy(char *to, const char *from, size_t bytes);

#endif
