/* The device server (Mach 3.0's device/ds_routines): what the stubs of device.defs call. */
#ifndef DEVICE_DS_ROUTINES_H
#define DEVICE_DS_ROUTINES_H

#include <device/dev_hdr.h>

extern ipc_port_t master_device_port;

void device_service_create(void); /* device_init.c; when threads can be made */
void ds_init(void);
void io_done_thread(void);

/* Memory for what is read; for what is written, mapped. D_NO_MEMORY. */
io_return_t device_read_alloc(io_req_t ior, vm_size_t size);
io_return_t device_write_get(io_req_t ior);
/* Lets go of it. */
void device_write_dealloc(io_req_t ior);
/* What was read, as memory for a message; gone from the kernel's map in any case. */
kern_return_t device_read_copyin(io_req_t ior, vm_size_t size, vm_map_copy_t *copy);

boolean_t ds_open_done(io_req_t ior);
boolean_t ds_read_done(io_req_t ior);
boolean_t ds_write_done(io_req_t ior);

/* When the last send right to a device's port is gone, it is closed. */
boolean_t ds_notify(mach_msg_header_t *message);

#endif
