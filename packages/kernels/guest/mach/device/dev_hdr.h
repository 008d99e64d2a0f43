/* A device that somebody has opened: what its port stands for (Mach 3.0's device/dev_hdr.h). */
#ifndef DEVICE_DEV_HDR_H
#define DEVICE_DEV_HDR_H

#include <device/conf.h>
#include <ipc/ipc_types.h>
#include <kern/queue.h>

struct mach_device {
    int ref_count;
    int state;
    int open_count;
    boolean_t io_wanted; /* somebody waits for an open or close to end */
    ipc_port_t port;
    queue_chain_t number_chain;
    int dev_number;      /* the unit */
    dev_ops_t dev_ops;
};
typedef struct mach_device *device_t;

#define DEVICE_NULL ((device_t)0)

#define DEV_STATE_INIT 0
#define DEV_STATE_OPENING 1
#define DEV_STATE_OPEN 2
#define DEV_STATE_CLOSING 3

void dev_lookup_init(void);
/* The device of a name, with a reference; made if nobody has it yet. DEVICE_NULL: no such name. */
device_t device_lookup(const char *name);
void device_reference(device_t device);
void device_deallocate(device_t device);
/* The kernel's port stands for the device, or for nothing any more. */
void dev_port_enter(device_t device);
void dev_port_remove(device_t device);
/* What generated stubs call. */
device_t dev_port_lookup(ipc_port_t port);
ipc_port_t convert_device_to_port(device_t device);

#endif
