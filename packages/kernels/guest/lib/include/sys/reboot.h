/* Stopping the machine. */
#ifndef SYS_REBOOT_H
#define SYS_REBOOT_H

#include <abi/fcntl.h>

int reboot(int how);

#endif
