/* Instead of the kernel's: the host's C library. */
#ifndef KERN_PRINTF_H
#define KERN_PRINTF_H

#include <stdio.h>
#include <string.h>

void panic(const char *format, ...) __attribute__((format(__printf__, 1, 2), noreturn));

#endif
