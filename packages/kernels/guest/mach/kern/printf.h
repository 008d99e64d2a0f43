/* Words to the console, by polling, at any level; the end of the kernel; and what C has for blocks. */
#ifndef KERN_PRINTF_H
#define KERN_PRINTF_H

#include <services.h>
#include <string.h>

#define printf(...) kprintf(__VA_ARGS__)

void panic(const char *format, ...) __attribute__((format(__printf__, 1, 2), noreturn));
/* The firmware halts the machine. */
void halt_cpu(void) __attribute__((noreturn));

#endif
