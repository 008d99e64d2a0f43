/* The kernel as the pager of devices whose memory tasks may map (Mach 3.0's dev_pager). */
#ifndef DEVICE_DEV_PAGER_H
#define DEVICE_DEV_PAGER_H

#include <device/dev_hdr.h>

/* A send right to the memory object of a part of a device's memory. */
io_return_t device_pager_setup(device_t device, vm_prot_t protection, vm_offset_t offset, vm_size_t size,
                               ipc_port_t *pager);

#endif
