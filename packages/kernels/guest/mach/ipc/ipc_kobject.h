/*
 * Ports of kernel objects (Mach 3.0's ipc_kobject): a message to one is not queued, its sender's
 * thread runs the routine that the generated demultiplexers find for its id.
 */
#ifndef IPC_IPC_KOBJECT_H
#define IPC_IPC_KOBJECT_H

#include <ipc/ipc_types.h>
#include <mach/mig_errors.h>

typedef unsigned ipc_kobject_type_t;
typedef vm_offset_t ipc_kobject_t;

#define IKO_NULL ((ipc_kobject_t)0)

#define IKOT_NONE 0u
#define IKOT_THREAD 1u
#define IKOT_TASK 2u
#define IKOT_HOST 3u
#define IKOT_HOST_PRIV 4u
#define IKOT_PROCESSOR 5u
#define IKOT_PSET 6u
#define IKOT_PSET_NAME 7u
#define IKOT_PAGER 8u
#define IKOT_PAGING_REQUEST 9u
#define IKOT_DEVICE 10u
#define IKOT_XMM_OBJECT 11u
#define IKOT_XMM_PAGER 12u
#define IKOT_XMM_KERNEL 13u
#define IKOT_XMM_REPLY 14u
#define IKOT_PAGER_TERMINATING 15u
#define IKOT_PAGING_NAME 16u
#define IKOT_LOCK_SET 17u
#define IKOT_CLOCK 18u
#define IKOT_UNKNOWN 19u

#define is_ipc_kobject(kotype) ((kotype) != IKOT_NONE)

/* Room for a generated reply; with the message's head 2048, the largest of kalloc's zones. */
#define IPC_KOBJECT_REPLY_BYTES 2032

ipc_kmsg_t ipc_kobject_server(ipc_kmsg_t request);
void ipc_kobject_set(ipc_port_t port, ipc_kobject_t kobject, ipc_kobject_type_t type);
void ipc_kobject_destroy(ipc_port_t port);
/* Which kernel objects want memory as lists of pages, and take the pages for themselves. */
#define ipc_kobject_vm_page_list(type) ((type) == IKOT_PAGING_REQUEST || (type) == IKOT_DEVICE)
#define ipc_kobject_vm_page_steal(type) ((type) == IKOT_PAGING_REQUEST)

#define null_conversion(port) (port)

#endif
