/* Messages on stderr that begin with the program's name; the variants with e exit. */
#ifndef ERR_H
#define ERR_H

#include <stdarg.h>

void err(int status, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
void errx(int status, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
void verr(int status, const char *format, va_list arguments)
    __attribute__((noreturn, format(printf, 2, 0)));
void verrx(int status, const char *format, va_list arguments)
    __attribute__((noreturn, format(printf, 2, 0)));
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
void vwarnx(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* The last part of argv[0]. */
const char *getprogname(void);

#endif
