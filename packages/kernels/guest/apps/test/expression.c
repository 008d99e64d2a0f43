/*
 * test expression, [ expression ]: by the number of arguments where POSIX decides it so, else by
 * recursive descent: -o, -a, !, parentheses, binary and unary primaries.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static char **at, **end;
static const char *name;
static jmp_buf wrong;

static _Noreturn void complain(const char *what, const char *about)
{
    fprintf(stderr, "%s: %s: %s\n", name, about, what);
    longjmp(wrong, 1);
}

static long integer(const char *text)
{
    char *rest;
    errno = 0;
    long value = strtol(text, &rest, 10);
    while (*rest == ' ' || *rest == '\t')
        rest++;
    if (*text == '\0' || *rest != '\0' || errno != 0)
        complain("integer expected", text);
    return value;
}

static bool is_unary(const char *text)
{
    return text[0] == '-' && text[1] != '\0' && text[2] == '\0' &&
           strchr("bcdefghkLnprSstuwxz", text[1]) != NULL;
}

static bool unary(char operator, const char *operand)
{
    struct stat status;
    switch (operator) {
    case 'n':
        return *operand != '\0';
    case 'z':
        return *operand == '\0';
    case 't':
        return isatty((int)integer(operand)) != 0;
    case 'r':
        return access(operand, R_OK) == 0;
    case 'w':
        return access(operand, W_OK) == 0;
    case 'x':
        return access(operand, X_OK) == 0;
    case 'h':
    case 'L':
        return lstat(operand, &status) == 0 && S_ISLNK(status.st_mode);
    }
    if (stat(operand, &status) < 0)
        return false;
    switch (operator) {
    case 'b':
        return S_ISBLK(status.st_mode);
    case 'c':
        return S_ISCHR(status.st_mode);
    case 'd':
        return S_ISDIR(status.st_mode);
    case 'f':
        return S_ISREG(status.st_mode);
    case 'g':
        return (status.st_mode & S_ISGID) != 0;
    case 'k':
        return (status.st_mode & S_ISVTX) != 0;
    case 'p':
        return S_ISFIFO(status.st_mode);
    case 'S':
        return (status.st_mode & S_IFMT) == S_IFSOCK;
    case 's':
        return status.st_size > 0;
    case 'u':
        return (status.st_mode & S_ISUID) != 0;
    }
    return true; /* -e */
}

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static bool newer(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && (stat(b, &other) < 0 || one.st_mtime > other.st_mtime);
}

enum binary { EQUAL, UNEQUAL, EQ, NE, GT, GE, LT, LE, NEWER, OLDER, SAME, NO_BINARY };

static enum binary binary_of(const char *text)
{
    static const char *const texts[] = {"=",   "!=",  "-eq", "-ne", "-gt", "-ge",
                                        "-lt", "-le", "-nt", "-ot", "-ef"};
    for (int i = 0; i < NO_BINARY; i++)
        if (strcmp(texts[i], text) == 0)
            return (enum binary)i;
    return NO_BINARY;
}

static bool binary(const char *a, enum binary operator, const char *b)
{
    switch (operator) {
    case EQUAL:
        return strcmp(a, b) == 0;
    case UNEQUAL:
        return strcmp(a, b) != 0;
    case EQ:
        return integer(a) == integer(b);
    case NE:
        return integer(a) != integer(b);
    case GT:
        return integer(a) > integer(b);
    case GE:
        return integer(a) >= integer(b);
    case LT:
        return integer(a) < integer(b);
    case LE:
        return integer(a) <= integer(b);
    case NEWER:
        return newer(a, b);
    case OLDER:
        return newer(b, a);
    default:
        return same_file(a, b);
    }
}

static bool disjunction(void);

static bool primary(void)
{
    if (at == end)
        complain("argument expected", name);
    if (end - at >= 3 && binary_of(at[1]) != NO_BINARY) {
        at += 3;
        return binary(at[-3], binary_of(at[-2]), at[-1]);
    }
    if (strcmp(*at, "!") == 0 && end - at > 1) {
        at++;
        return !primary();
    }
    if (strcmp(*at, "(") == 0 && end - at > 1) {
        at++;
        bool value = disjunction();
        if (at == end || strcmp(*at, ")") != 0)
            complain(") expected", at == end ? name : *at);
        at++;
        return value;
    }
    if (end - at >= 2 && is_unary(*at)) {
        at += 2;
        return unary(at[-2][1], at[-1]);
    }
    return **at++ != '\0';
}

static bool conjunction(void)
{
    bool value = primary();
    while (at < end && strcmp(*at, "-a") == 0) {
        at++;
        value &= primary();
    }
    return value;
}

static bool disjunction(void)
{
    bool value = conjunction();
    while (at < end && strcmp(*at, "-o") == 0) {
        at++;
        value |= conjunction();
    }
    return value;
}

/* One argument is true if it is not empty, whatever it is; three may be a binary primary. */
static bool expression(void)
{
    long count = end - at;
    if (count == 0)
        return false;
    if (count == 1)
        return **at++ != '\0';
    if (count == 3 && binary_of(at[1]) != NO_BINARY)
        return primary();
    if (count == 4 && strcmp(*at, "!") == 0 && binary_of(at[2]) != NO_BINARY)
        return primary();
    return disjunction();
}

int test_expression(int count, char **arguments)
{
    const char *slash = strrchr(arguments[0], '/');
    name = slash == NULL ? arguments[0] : slash + 1;
    at = arguments + 1;
    end = arguments + count;
    if (setjmp(wrong) != 0)
        return 2;
    if (strcmp(name, "[") == 0) {
        if (at == end || strcmp(end[-1], "]") != 0)
            complain("] expected", name);
        end--;
    }
    bool value = expression();
    if (at != end)
        complain("unexpected argument", *at);
    return !value;
}
