/* The ports of the host and of its one processor set (Mach 3.0's ipc_host). */
#ifndef IPC_IPC_HOST_H
#define IPC_IPC_HOST_H

#include <ipc/ipc_types.h>
#include <kern/kern_types.h>

/* There is one host, and one processor set. */
struct host {
    ipc_port_t host_self, host_priv_self;
};

extern struct host realhost;
extern ipc_port_t default_pset_self, default_pset_name_self;

void ipc_host_init(void);
mach_port_t mach_host_self(void); /* trap */
host_t convert_port_to_host(ipc_port_t port);
host_t convert_port_to_host_priv(ipc_port_t port);
ipc_port_t convert_host_to_port(host_t host);
processor_set_t convert_port_to_pset(ipc_port_t port);
processor_set_t convert_port_to_pset_name(ipc_port_t port);
ipc_port_t convert_pset_to_port(processor_set_t pset);
ipc_port_t convert_pset_name_to_port(processor_set_t pset);

#endif
