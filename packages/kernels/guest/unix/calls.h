/*
 * The system calls' functions: sys_<name>(process, arguments, values) gives 0 or an error number.
 * Each stands in the file of its mechanism.
 */
#ifndef UNIX_CALLS_H
#define UNIX_CALLS_H

struct proc;

#define SYSTEM_CALL(number, name, arguments) \
    int sys_##name(struct proc *p, const long *argument, long *value);
#include <abi/calls.h>

int sys_none(struct proc *p, const long *argument, long *value); /* SIGSYS, ENOSYS */

#endif
