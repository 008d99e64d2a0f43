/* errno: why the last system call that failed did. */
#ifndef ERRNO_H
#define ERRNO_H

#include <abi/errno.h>

extern int errno;

#endif
