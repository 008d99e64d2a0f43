/* print: %d %u %x %s %c with an optional width and leading zeros, a line at a time, through the PROM. */
#ifndef PRINT_H
#define PRINT_H

void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints, as print, and halts. */
void panic(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
