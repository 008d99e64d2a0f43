/* Opening files, and control of descriptors. */
#ifndef ABI_FCNTL_H
#define ABI_FCNTL_H

#include <abi/types.h>

#define O_RDONLY 0x0000
#define O_WRONLY 0x0001
#define O_RDWR 0x0002
#define O_ACCMODE 0x0003
#define O_NONBLOCK 0x0004
#define O_APPEND 0x0008
#define O_CREAT 0x0200
#define O_TRUNC 0x0400
#define O_EXCL 0x0800

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define F_OK 0 /* access: exists */
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define LOCK_SH 1 /* flock */
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

#define MOUNT_READ_ONLY 1

#define REBOOT_HALT 8 /* reboot: stop the machine after sync */
#define REBOOT_NO_SYNC 4

struct iovec {
    void *iov_base;
    size_t iov_len;
};

#endif
