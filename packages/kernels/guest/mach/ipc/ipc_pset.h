/* Port sets: one queue that stands in for those of its members (Mach 3.0's ipc_pset). */
#ifndef IPC_IPC_PSET_H
#define IPC_IPC_PSET_H

#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>

struct ipc_pset {
    struct ipc_object ips_object;
    mach_port_t ips_local_name;
    struct ipc_mqueue ips_messages;
};

#define ips_references ips_object.io_references
#define ips_active(pset) io_active(&(pset)->ips_object)
#define ips_reference(pset) io_reference(&(pset)->ips_object)
#define ips_release(pset) io_release(&(pset)->ips_object)

kern_return_t ipc_pset_alloc(ipc_space_t space, mach_port_t *name, ipc_pset_t *pset);
kern_return_t ipc_pset_alloc_name(ipc_space_t space, mach_port_t name, ipc_pset_t *pset);
void ipc_pset_add(ipc_pset_t pset, ipc_port_t port);
void ipc_pset_remove(ipc_pset_t pset, ipc_port_t port);
kern_return_t ipc_pset_move(ipc_space_t space, ipc_port_t port, ipc_pset_t nset);
void ipc_pset_destroy(ipc_pset_t pset);

#endif
