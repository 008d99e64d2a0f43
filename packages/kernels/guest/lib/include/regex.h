/*
 * Regular expressions: POSIX basic and extended ones, the leftmost match, of these the longest.
 * Beyond POSIX: \< \> \b \B at the edges of words, \w \W \s \S, alternatives and + ? in basic
 * expressions as \| \+ \?, and back-references in extended ones.
 *
 * One expression serves one match at a time: it owns the memory that a match works in.
 */
#ifndef REGEX_H
#define REGEX_H

#include <stddef.h>

typedef int regoff_t;

typedef struct {
    size_t re_nsub;                    /* parenthesised subexpressions */
    struct regex_program *re_program;  /* what regcomp made of it */
} regex_t;

typedef struct {
    regoff_t rm_so; /* offset of the first byte, -1 if there is no such match */
    regoff_t rm_eo; /* offset behind the last */
} regmatch_t;

/* Of regcomp. */
#define REG_EXTENDED 0001
#define REG_ICASE 0002
#define REG_NOSUB 0004
#define REG_NEWLINE 0010 /* lines within the string: . and [^] do not match their ends, ^ and $ do */

/* Of regexec. */
#define REG_NOTBOL 0001
#define REG_NOTEOL 0002
/*
 * The string is string[0] to string[pmatch[0].rm_eo], which may contain NULs; the search begins at
 * pmatch[0].rm_so. What lies before is seen by \< and, if there are lines, by ^.
 */
#define REG_STARTEND 0004

#define REG_NOMATCH 1
#define REG_BADPAT 2
#define REG_ECOLLATE 3
#define REG_ECTYPE 4
#define REG_EESCAPE 5
#define REG_ESUBREG 6
#define REG_EBRACK 7
#define REG_EPAREN 8
#define REG_EBRACE 9
#define REG_BADBR 10
#define REG_ERANGE 11
#define REG_ESPACE 12
#define REG_BADRPT 13

int regcomp(regex_t *, const char *pattern, int flags);
int regexec(const regex_t *, const char *string, size_t nmatch, regmatch_t *pmatch, int flags);
size_t regerror(int code, const regex_t *, char *buffer, size_t size);
void regfree(regex_t *);

#endif
