/* Status of devices, and their memory for tasks (Mach 3.0's ds_routines, last part). */
#include <device/dev_pager.h>
#include <device/ds_routines.h>
#include <mach/device_server.h>

io_return_t ds_device_set_status(device_t device, dev_flavor_t flavor, dev_status_t status,
                                 mach_msg_type_number_t count)
{
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    if (device->state != DEV_STATE_OPEN)
        return D_DEVICE_DOWN;
    return device->dev_ops->d_setstat(device->dev_number, flavor, status, count);
}

io_return_t ds_device_get_status(device_t device, dev_flavor_t flavor, dev_status_t status,
                                 mach_msg_type_number_t *count)
{
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    if (device->state != DEV_STATE_OPEN)
        return D_DEVICE_DOWN;
    return device->dev_ops->d_getstat(device->dev_number, flavor, status, count);
}

io_return_t ds_device_map(device_t device, vm_prot_t protection, vm_offset_t offset, vm_size_t size,
                          ipc_port_t *pager, int unmap)
{
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    if (device->state != DEV_STATE_OPEN)
        return D_DEVICE_DOWN;
    if (device->dev_ops->d_mmap == nomap)
        return D_INVALID_OPERATION;
    return device_pager_setup(device, protection, offset, size, pager);
}
