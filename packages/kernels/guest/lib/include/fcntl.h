/* Opening files, and control of descriptors. */
#ifndef FCNTL_H
#define FCNTL_H

#include <abi/fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#define O_NDELAY O_NONBLOCK
#define O_NOCTTY 0 /* a terminal becomes the controlling one by TIOCSCTTY only */

int open(const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int descriptor, int command, ...);

#endif
