/* All that a task in C needs: types, traps, calls to the kernel, and the library (libmach). */
#ifndef MACH_MACH_H
#define MACH_MACH_H

#include <mach/exception.h>
#include <mach/host_info.h>
#include <mach/mach_init.h>
#include <mach/mach_traps.h>
#include <mach/mach_types.h>
#include <mach/memory_object.h>
#include <mach/message.h>
#include <mach/notify.h>
#include <mach/policy.h>
#include <mach/port.h>
#include <mach/task_info.h>
#include <mach/thread_info.h>
#include <mach/task_special_ports.h>
#include <mach/thread_special_ports.h>
#include <mach/thread_status.h>
#include <mach/time_value.h>
#include <mach/vm_attributes.h>
#include <mach/vm_inherit.h>
#include <mach/vm_param.h>
#include <mach/vm_prot.h>
#include <mach/vm_statistics.h>

#include <mach/mach_host_user.h>
#include <mach/mach_port_user.h>
#include <mach/mach_user.h>

#endif
