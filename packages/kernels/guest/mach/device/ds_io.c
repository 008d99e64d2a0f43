/*
 * Reading and writing (Mach 3.0's ds_routines, the middle). A driver that cannot answer at once says
 * D_IO_QUEUED; when it has done its part it calls iodone, and the io_done thread sends the answer.
 */
#include <device/ds_routines.h>
#include <kern/kalloc.h>
#include <kern/strings.h>
#include <mach/device_reply_user.h>
#include <mach/device_server.h>
#include <mach/mig_errors.h>
#include <vm/vm_kern.h>

static io_req_t request(device_t device, ipc_port_t reply_port, mach_msg_type_name_t reply_port_type,
                        int op, dev_mode_t mode, recnum_t recnum, int count)
{
    io_req_t ior = (io_req_t)kalloc(sizeof *ior);

    ior->io_device = device;
    ior->io_unit = device->dev_number;
    ior->io_op = op;
    ior->io_mode = mode;
    ior->io_recnum = recnum;
    ior->io_data = 0;
    ior->io_count = ior->io_total = count;
    ior->io_alloc_data = ior->io_alloc_size = 0;
    ior->io_residual = 0;
    ior->io_error = D_SUCCESS;
    ior->io_copy = VM_MAP_COPY_NULL;
    ior->io_done = op & IO_READ ? ds_read_done : ds_write_done;
    ior->io_reply_port = reply_port;
    ior->io_reply_port_type = reply_port_type;
    device_reference(device);
    return ior;
}

static io_return_t check(device_t device)
{
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    return device->state == DEV_STATE_OPEN ? D_SUCCESS : D_DEVICE_DOWN;
}

/* ---- writing ---- */

/* The driver has the request. If it has done it at once, the stub answers; an error is answered here, for
 * a stub's error would have the data destroyed with the message, and they are gone already. */
static io_return_t write_begin(device_t device, io_req_t ior, int *bytes_written)
{
    io_return_t result = device->dev_ops->d_write(device->dev_number, ior);

    if (result == D_IO_QUEUED)
        return MIG_NO_REPLY;
    if (result != D_SUCCESS) {
        ior->io_error = result;
        ior->io_residual = ior->io_total;
        (void)ds_write_done(ior);
        kfree((vm_offset_t)ior, sizeof *ior);
        return MIG_NO_REPLY;
    }
    *bytes_written = ior->io_total - ior->io_residual;
    device_write_dealloc(ior);
    device_deallocate(device);
    kfree((vm_offset_t)ior, sizeof *ior);
    return result;
}

io_return_t ds_device_write(device_t device, ipc_port_t reply_port, mach_msg_type_name_t reply_port_type,
                            dev_mode_t mode, recnum_t recnum, io_buf_ptr_t data,
                            mach_msg_type_number_t count, int *bytes_written)
{
    io_return_t result = check(device);
    io_req_t ior;

    if (result != D_SUCCESS)
        return result;
    if (data == 0 || (int)count <= 0)
        return D_INVALID_SIZE;
    ior = request(device, reply_port, reply_port_type, IO_WRITE | IO_CALL, mode, recnum, count);
    ior->io_copy = (vm_map_copy_t)data;
    return write_begin(device, ior, bytes_written);
}

io_return_t ds_device_write_inband(device_t device, ipc_port_t reply_port,
                                   mach_msg_type_name_t reply_port_type, dev_mode_t mode, recnum_t recnum,
                                   io_buf_ptr_inband_t data, mach_msg_type_number_t count,
                                   int *bytes_written)
{
    io_return_t result = check(device);
    io_req_t ior;

    if (result != D_SUCCESS)
        return result;
    if (count == 0)
        return D_INVALID_SIZE;
    ior = request(device, reply_port, reply_port_type, IO_WRITE | IO_CALL | IO_INBAND, mode, recnum, count);
    ior->io_data = data; /* of the message: until the routine returns, or device_write_get */
    return write_begin(device, ior, bytes_written);
}

boolean_t ds_write_done(io_req_t ior)
{
    device_write_dealloc(ior);
    if (IP_VALID(ior->io_reply_port))
        (void)((ior->io_op & IO_INBAND) != 0 ? ds_device_write_reply_inband : ds_device_write_reply)(
            ior->io_reply_port, ior->io_reply_port_type, ior->io_error,
            ior->io_total - ior->io_residual);
    device_deallocate(ior->io_device);
    return TRUE;
}

/* ---- reading ---- */

static io_return_t read_begin(device_t device, io_req_t ior)
{
    io_return_t result = device->dev_ops->d_read(device->dev_number, ior);

    if (result == D_IO_QUEUED)
        return MIG_NO_REPLY;
    ior->io_error = result;
    (void)ds_read_done(ior);
    kfree((vm_offset_t)ior, sizeof *ior);
    return MIG_NO_REPLY;
}

io_return_t ds_device_read(device_t device, ipc_port_t reply_port, mach_msg_type_name_t reply_port_type,
                           dev_mode_t mode, recnum_t recnum, int bytes_wanted, io_buf_ptr_t *data,
                           mach_msg_type_number_t *count)
{
    io_return_t result = check(device);

    if (result != D_SUCCESS)
        return result;
    if (!IP_VALID(reply_port))
        return MIG_NO_REPLY;
    if (bytes_wanted <= 0)
        return D_INVALID_SIZE;
    return read_begin(device, request(device, reply_port, reply_port_type, IO_READ | IO_CALL, mode, recnum,
                                      bytes_wanted));
}

io_return_t ds_device_read_inband(device_t device, ipc_port_t reply_port,
                                  mach_msg_type_name_t reply_port_type, dev_mode_t mode, recnum_t recnum,
                                  int bytes_wanted, io_buf_ptr_inband_t data, mach_msg_type_number_t *count)
{
    io_return_t result = check(device);

    if (result != D_SUCCESS)
        return result;
    if (!IP_VALID(reply_port))
        return MIG_NO_REPLY;
    if (bytes_wanted <= 0)
        return D_INVALID_SIZE;
    return read_begin(device,
                      request(device, reply_port, reply_port_type, IO_READ | IO_CALL | IO_INBAND, mode,
                              recnum, bytes_wanted < IO_INBAND_MAX ? bytes_wanted : IO_INBAND_MAX));
}

/* What was read goes out of the kernel's map into the message: the pages themselves. */
static void reply_pages(io_req_t ior, vm_size_t size)
{
    vm_map_copy_t copy = VM_MAP_COPY_NULL;
    kern_return_t result = KERN_SUCCESS;

    if (size > 0) {
        vm_offset_t used = round_page(size);

        /* Not what lies behind it in its last page. */
        bzero(ior->io_data + size, used - size);
        if (used < ior->io_alloc_size)
            kmem_free(kernel_map, ior->io_alloc_data + used, ior->io_alloc_size - used);
        result = device_read_copyin(ior, size, &copy);
    } else if (ior->io_alloc_size > 0)
        kmem_free(kernel_map, ior->io_alloc_data, ior->io_alloc_size);
    if (result != KERN_SUCCESS) {
        ior->io_error = D_NO_MEMORY;
        size = 0;
    }
    if (ds_device_read_reply(ior->io_reply_port, ior->io_reply_port_type, ior->io_error, (char *)copy,
                             size) != KERN_SUCCESS)
        vm_map_copy_discard(copy);
}

boolean_t ds_read_done(io_req_t ior)
{
    vm_size_t size = ior->io_error == D_SUCCESS ? ior->io_count - ior->io_residual : 0;

    if ((ior->io_op & IO_INBAND) == 0) {
        reply_pages(ior, size);
    } else {
        (void)ds_device_read_reply_inband(ior->io_reply_port, ior->io_reply_port_type, ior->io_error,
                                          ior->io_data, size);
        if (ior->io_alloc_size > 0)
            kfree(ior->io_alloc_data, ior->io_alloc_size);
    }
    device_deallocate(ior->io_device);
    return TRUE;
}
