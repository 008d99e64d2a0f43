#ifndef PANIC_H
#define PANIC_H

#include <stdarg.h>

void kvprintf(const char *format, va_list arguments);

#endif
