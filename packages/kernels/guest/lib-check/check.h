/*
 * Checks that a program makes of the machine: each compares a value with what it must be. A group of
 * checks is one line of output, with their number and a checksum of the values seen; a check that fails
 * is told at once.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>

void check_group(const char *name);
/* `detail` tells checks of the same name apart. */
void check(const char *what, uint32_t detail, uint32_t got, uint32_t expected);
/* Ends the last group, and prints what came of all: "<program>: N checks, checksum X, passed". */
void check_end(const char *program);

#endif
