/* Mounting file systems. */
#ifndef SYS_MOUNT_H
#define SYS_MOUNT_H

#include <abi/fcntl.h>

int mount(const char *device, const char *directory, int flags);
int umount(const char *device);

#endif
