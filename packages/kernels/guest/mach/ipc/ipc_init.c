/* The start of IPC (Mach 3.0's ipc/ipc_init.c). */
#include <ipc/ipc_entry.h>
#include <ipc/ipc_hash.h>
#include <ipc/ipc_host.h>
#include <ipc/ipc_init.h>
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_table.h>
#include <kern/printf.h>
#include <vm/vm_kern.h>

#define SPACES 1024
#define TREE_ENTRIES 16384
#define PORTS 16384
#define PORT_SETS 1024
#define KERNEL_MAP_BYTES (1u << 20)

vm_map_t ipc_kernel_map;

/* Full zones are the asker's trouble, not the kernel's. */
static zone_t exhaustible(vm_size_t size, unsigned number, const char *name)
{
    zone_t zone = zinit(size, number * size, 0, FALSE, name);

    zchange(zone, FALSE, FALSE, TRUE, TRUE);
    return zone;
}

void ipc_bootstrap(void)
{
    ipc_port_timestamp_data = 0;
    ipc_space_zone = exhaustible(sizeof(struct ipc_space), SPACES, "ipc spaces");
    ipc_tree_entry_zone =
        exhaustible(sizeof(struct ipc_tree_entry), TREE_ENTRIES, "ipc tree entries");
    ipc_object_zones[IOT_PORT] = exhaustible(sizeof(struct ipc_port), PORTS, "ipc ports");
    ipc_object_zones[IOT_PORT_SET] =
        exhaustible(sizeof(struct ipc_pset), PORT_SETS, "ipc port sets");
    if (ipc_space_create_special(&ipc_space_kernel) != KERN_SUCCESS ||
        ipc_space_create_special(&ipc_space_reply) != KERN_SUCCESS)
        panic("ipc_bootstrap: no spaces");
    ipc_table_init();
    ipc_notify_init();
    ipc_hash_init();
    ipc_marequest_init();
}

void ipc_init(void)
{
    vm_offset_t min, max;

    ipc_kernel_map = kmem_suballoc(kernel_map, &min, &max, KERNEL_MAP_BYTES, TRUE);
    ipc_host_init();
}
