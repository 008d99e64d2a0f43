/* The host and its services (Mach 3.0's kern/host.h, machine.c, mach_clock.c). */
#ifndef KERN_HOST_H
#define KERN_HOST_H

#include <ipc/ipc_host.h> /* struct host */
#include <kern/kern_types.h>
#include <mach/host_info.h>
#include <mach/message.h>
#include <mach/time_value.h>

kern_return_t host_info(host_t host, int flavor, host_info_t info, mach_msg_type_number_t *count);
kern_return_t host_kernel_version(host_t host, kernel_version_t version);
kern_return_t host_get_boot_info(host_t host_priv, kernel_boot_info_t info);
kern_return_t host_get_time(host_t host, time_value_t *now);
kern_return_t host_set_time(host_t host_priv, time_value_t now);
kern_return_t host_adjust_time(host_t host_priv, time_value_t adjustment, time_value_t *before);
kern_return_t host_reboot(host_t host_priv, int options);
kern_return_t processor_set_default(host_t host, processor_set_t *pset);

#endif
