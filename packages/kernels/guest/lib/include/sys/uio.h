/* Reading into, and writing from, several buffers. */
#ifndef SYS_UIO_H
#define SYS_UIO_H

#include <abi/fcntl.h>
#include <sys/types.h>

ssize_t readv(int descriptor, const struct iovec *buffers, int count);
ssize_t writev(int descriptor, const struct iovec *buffers, int count);

#endif
