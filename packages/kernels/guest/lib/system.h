/*
 * What lies under the library and has no name in a header: the stubs of calls that C makes other
 * functions of, the machine's signal trampoline, and what the library's parts know of each other.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <sys/types.h>

struct sigvec;

int _system_brk(void *new_end);
int _system_sigvec(int signal, const struct sigvec *new, struct sigvec *old);
uint32_t _system_sigpending(void); /* the mask of those that wait */
pid_t _system_getpgrp(pid_t process);
int setpgrp(pid_t process, pid_t group);
int getdirentries(int descriptor, char *buffer, size_t bytes, long *before);
void _signal_trampoline(void);

/* main's argv, for the messages of err.h. */
extern char **_program_arguments;
/* Flushes the streams, in a program that has any with a buffer. */
extern void (*_at_last)(void);
/* The functions that atexit was given. */
extern void (*_at_exit)(void);

#endif
