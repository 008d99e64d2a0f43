/*
 * What the code for the board that all kernels share (this folder) needs of the kernel that it is
 * linked with: its interrupt levels in <under/levels.h>, and a way to say something.
 */
#ifndef KN02_SERVICES_H
#define KN02_SERVICES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <under/levels.h>

void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2))); /* kprintf.c */
void kvprintf(const char *format, va_list arguments);
void console_putchar(int character); /* of the kernel's console */
void bcopy(const void *from, void *to, size_t bytes); /* block.S */
void bzero(void *at, size_t bytes);

#endif
