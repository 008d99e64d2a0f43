/* Control of devices. */
#ifndef SYS_IOCTL_H
#define SYS_IOCTL_H

#include <abi/ioctl.h>

int ioctl(int descriptor, unsigned long request, ...);

#endif
