/* The start of IPC: before the kernel's maps are there, and after (Mach 3.0's ipc_init). */
#ifndef IPC_IPC_INIT_H
#define IPC_IPC_INIT_H

#include <vm/vm_map.h>

extern vm_map_t ipc_kernel_map;

void ipc_bootstrap(void); /* after zone_init and kalloc_init; then ports can be made */
void ipc_init(void);      /* after kmem_init */

#endif
