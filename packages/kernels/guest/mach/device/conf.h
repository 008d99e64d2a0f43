/* What a driver can do (Mach 3.0's device/conf.h). A unit is a device's number among its kind. */
#ifndef DEVICE_CONF_H
#define DEVICE_CONF_H

#include <device/device_types.h>
#include <device/io_req.h>
#include <ipc/ipc_types.h>

struct dev_ops {
    const char *d_name; /* without the unit's number */
    io_return_t (*d_open)(int unit, dev_mode_t mode, io_req_t ior);
    io_return_t (*d_close)(int unit);
    io_return_t (*d_read)(int unit, io_req_t ior);
    io_return_t (*d_write)(int unit, io_req_t ior);
    io_return_t (*d_getstat)(int unit, dev_flavor_t flavor, dev_status_t status,
                             mach_msg_type_number_t *count);
    io_return_t (*d_setstat)(int unit, dev_flavor_t flavor, dev_status_t status,
                             mach_msg_type_number_t count);
    int (*d_mmap)(int unit, vm_offset_t offset, vm_prot_t protection); /* frame; -1: none */
    boolean_t (*d_port_death)(int unit, ipc_port_t port);
};
typedef const struct dev_ops *dev_ops_t;

extern const struct dev_ops dev_name_list[];
extern const int dev_name_count;

/* ---- what is not there ---- */
io_return_t nulldev_open(int unit, dev_mode_t mode, io_req_t ior);
io_return_t nulldev_close(int unit);
io_return_t nodev_io(int unit, io_req_t ior);
io_return_t nodev_getstat(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count);
io_return_t nodev_setstat(int unit, dev_flavor_t flavor, dev_status_t status, mach_msg_type_number_t count);
int nomap(int unit, vm_offset_t offset, vm_prot_t protection);
boolean_t no_port_death(int unit, ipc_port_t port);

/* The operations and the unit of a name like "rz0"; FALSE: nobody has it. */
boolean_t dev_name_lookup(const char *name, dev_ops_t *ops, int *unit);

/* ---- the drivers ---- */
io_return_t dz_open(int unit, dev_mode_t mode, io_req_t ior);
io_return_t dz_close(int unit);
io_return_t dz_read(int unit, io_req_t ior);
io_return_t dz_write(int unit, io_req_t ior);
io_return_t dz_get_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count);
io_return_t dz_set_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t count);
boolean_t dz_port_death(int unit, ipc_port_t port);

io_return_t rz_open(int unit, dev_mode_t mode, io_req_t ior);
io_return_t rz_close(int unit);
io_return_t rz_read(int unit, io_req_t ior);
io_return_t rz_write(int unit, io_req_t ior);
io_return_t rz_get_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t *count);
io_return_t rz_set_status(int unit, dev_flavor_t flavor, dev_status_t status,
                          mach_msg_type_number_t count);

io_return_t timeopen(int unit, dev_mode_t mode, io_req_t ior);
io_return_t timeclose(int unit);
int timemmap(int unit, vm_offset_t offset, vm_prot_t protection);

#endif
