/* Devices, for tasks: routines that wait for their answer, and requests whose answer comes to a port. */
#ifndef MACH_DEVICE_H
#define MACH_DEVICE_H

#include <device/device_types.h>
#include <device/tty_status.h>
#include <mach/device_request_user.h>
#include <mach/device_user.h>

#endif
