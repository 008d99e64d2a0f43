/* Patterns of file names: * ? [...] with ranges, classes and !, \ before what stands for itself. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>

/* A slash is like any other character. */
bool pattern_matches(const char *pattern, const char *text);
bool pattern_has_magic(const char *pattern);
/* What is left of a pattern when nothing in it is special; in place. */
void pattern_unescape(char *pattern);

#endif
