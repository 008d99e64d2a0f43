/* Messages on stderr that begin with the program's name. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system.h"

const char *getprogname(void)
{
    const char *path = _program_arguments == NULL ? NULL : _program_arguments[0];
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    return path == NULL ? "?" : slash == NULL ? path : slash + 1;
}

/* why: NULL, or what is said behind the message. */
static void say(const char *format, va_list arguments, const char *why)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", getprogname());
    if (format != NULL)
        vfprintf(stderr, format, arguments);
    if (why != NULL)
        fprintf(stderr, format != NULL ? ": %s" : "%s", why);
    fprintf(stderr, "\n");
}

void vwarn(const char *format, va_list arguments)
{
    say(format, arguments, strerror(errno));
}

void vwarnx(const char *format, va_list arguments)
{
    say(format, arguments, NULL);
}

void verr(int status, const char *format, va_list arguments)
{
    vwarn(format, arguments);
    exit(status);
}

void verrx(int status, const char *format, va_list arguments)
{
    vwarnx(format, arguments);
    exit(status);
}

void warn(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vwarn(format, arguments);
    va_end(arguments);
}

void warnx(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vwarnx(format, arguments);
    va_end(arguments);
}

void err(int status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    verr(status, format, arguments);
}

void errx(int status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    verrx(status, format, arguments);
}
