/* The kernel's own side of what its interfaces are about: for the generated server stubs. */
#ifndef SERVICES_MACH_SERVER_TYPES_H
#define SERVICES_MACH_SERVER_TYPES_H

#include <ipc/ipc_host.h>
#include <ipc/ipc_tt.h>
#include <ipc/mach_port.h>
#include <kern/host.h>
#include <kern/processor.h>
#include <kern/syscall_emulation.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <vm/memory_object.h>
#include <vm/vm_object.h>
#include <vm/vm_user.h>

typedef vm_offset_t vm_address_t;
typedef vm_offset_t pointer_t;

#endif
