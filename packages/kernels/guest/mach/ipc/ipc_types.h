/* The structures of IPC by name only, for headers that only point at them. */
#ifndef IPC_IPC_TYPES_H
#define IPC_IPC_TYPES_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/port.h>
#include <mach/vm_types.h>
#include <stddef.h>

typedef struct ipc_object *ipc_object_t;
typedef struct ipc_port *ipc_port_t;
typedef struct ipc_pset *ipc_pset_t;
typedef struct ipc_space *ipc_space_t;
typedef struct ipc_entry *ipc_entry_t;
typedef struct ipc_tree_entry *ipc_tree_entry_t;
typedef struct ipc_kmsg *ipc_kmsg_t;
typedef struct ipc_mqueue *ipc_mqueue_t;
typedef struct ipc_marequest *ipc_marequest_t;
typedef struct ipc_port_request *ipc_port_request_t;
typedef struct ipc_table_size *ipc_table_size_t;
typedef struct thread *ipc_thread_t;

#define IPC_OBJECT_NULL ((ipc_object_t)0)
#define IP_NULL ((ipc_port_t)0)
#define IPS_NULL ((ipc_pset_t)0)
#define IS_NULL ((ipc_space_t)0)
#define IE_NULL ((ipc_entry_t)0)
#define ITE_NULL ((ipc_tree_entry_t)0)
#define IKM_NULL ((ipc_kmsg_t)0)
#define IMAR_NULL ((ipc_marequest_t)0)
#define IPR_NULL ((ipc_port_request_t)0)
#define ITS_NULL ((ipc_table_size_t)0)
#define ITH_NULL ((ipc_thread_t)0)

/* In the place of an object: the right was there, but its port has died. */
#define IO_DEAD ((ipc_object_t)~(uintptr_t)0)
#define IP_DEAD ((ipc_port_t)~(uintptr_t)0)
#define IO_VALID(object) ((object) != IPC_OBJECT_NULL && (object) != IO_DEAD)
#define IP_VALID(port) ((port) != IP_NULL && (port) != IP_DEAD)

#endif
