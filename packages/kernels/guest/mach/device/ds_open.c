/*
 * Opening and closing (Mach 3.0's ds_routines, first part). A device has one port, however often it is
 * opened; when nobody has a send right any more, the kernel is told so, and closes it.
 */
#include <device/ds_routines.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <kern/kalloc.h>
#include <kern/sched_prim.h>
#include <kern/strings.h>
#include <mach/device_reply_user.h>
#include <mach/device_server.h>
#include <mach/mig_errors.h>
#include <mach/notify.h>

static void wakeup_waiters(device_t device)
{
    if (device->io_wanted) {
        device->io_wanted = FALSE;
        thread_wakeup(device);
    }
}

/* The device is being opened: with a port, which tells when nobody has it. */
static io_return_t port_make(device_t device)
{
    ipc_port_t notify, previous;

    device->state = DEV_STATE_OPENING;
    device->port = ipc_port_alloc_kernel();
    if (device->port == IP_NULL) {
        device->state = DEV_STATE_INIT;
        return KERN_RESOURCE_SHORTAGE;
    }
    dev_port_enter(device);
    notify = ipc_port_make_sonce(device->port);
    ipc_port_nsrequest(device->port, 1, notify, &previous);
    return D_SUCCESS;
}

io_return_t ds_device_open(ipc_port_t open_port, ipc_port_t reply_port,
                           mach_msg_type_name_t reply_port_type, dev_mode_t mode, dev_name_t name,
                           device_t *devp)
{
    device_t device;
    io_req_t ior;
    io_return_t result;

    if (open_port != master_device_port)
        return D_INVALID_OPERATION;
    if (!IP_VALID(reply_port))
        return MIG_NO_REPLY;
    device = device_lookup(name);
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    while (device->state == DEV_STATE_OPENING || device->state == DEV_STATE_CLOSING) {
        device->io_wanted = TRUE;
        thread_sleep((event_t)device, 0, FALSE);
    }
    if (device->state == DEV_STATE_OPEN) { /* once more */
        device->open_count++;
        *devp = device;
        return D_SUCCESS;
    }
    if ((result = port_make(device)) != D_SUCCESS) {
        device_deallocate(device);
        return result;
    }
    ior = (io_req_t)kalloc(sizeof *ior);
    bzero(ior, sizeof *ior);
    ior->io_device = device;
    ior->io_unit = device->dev_number;
    ior->io_op = IO_OPEN | IO_CALL;
    ior->io_mode = mode;
    ior->io_done = ds_open_done;
    ior->io_reply_port = reply_port;
    ior->io_reply_port_type = reply_port_type;
    result = device->dev_ops->d_open(device->dev_number, mode, ior);
    if (result == D_IO_QUEUED)
        return MIG_NO_REPLY;
    ior->io_error = result;
    (void)ds_open_done(ior);
    kfree((vm_offset_t)ior, sizeof *ior);
    return MIG_NO_REPLY;
}

/* The answer; a device that does not open has no port again. */
boolean_t ds_open_done(io_req_t ior)
{
    device_t device = ior->io_device;
    ipc_port_t port = IP_NULL;

    if (ior->io_error != D_SUCCESS) {
        dev_port_remove(device);
        ipc_port_dealloc_kernel(device->port);
        device->port = IP_NULL;
        device->state = DEV_STATE_INIT;
        wakeup_waiters(device);
        device_deallocate(device);
    } else {
        device->state = DEV_STATE_OPEN;
        device->open_count = 1;
        wakeup_waiters(device);
        port = convert_device_to_port(device);
    }
    if (IP_VALID(ior->io_reply_port) &&
        ds_device_open_reply(ior->io_reply_port, ior->io_reply_port_type, ior->io_error, port) !=
            KERN_SUCCESS &&
        IP_VALID(port))
        ipc_port_release_send(port);
    return TRUE;
}

static void close_now(device_t device)
{
    device->state = DEV_STATE_CLOSING;
    dev_port_remove(device);
    ipc_port_dealloc_kernel(device->port);
    device->port = IP_NULL;
    (void)device->dev_ops->d_close(device->dev_number);
    device->state = DEV_STATE_INIT;
    wakeup_waiters(device);
}

io_return_t ds_device_close(device_t device)
{
    if (device == DEVICE_NULL)
        return D_NO_SUCH_DEVICE;
    if (device->state != DEV_STATE_OPEN)
        return D_DEVICE_DOWN;
    if (--device->open_count == 0)
        close_now(device);
    return D_SUCCESS;
}

boolean_t ds_notify(mach_msg_header_t *message)
{
    device_t device;

    /* Anyone may send a message with this number: one that carries something is none of ours. */
    if (message->msgh_id != MACH_NOTIFY_NO_SENDERS || (message->msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0 ||
        message->msgh_size != sizeof(mach_no_senders_notification_t))
        return FALSE;
    device = dev_port_lookup((ipc_port_t)message->msgh_remote_port);
    if (device == DEVICE_NULL)
        return TRUE;
    if (device->state == DEV_STATE_OPEN &&
        ((mach_no_senders_notification_t *)message)->not_count < device->port->ip_mscount) {
        ipc_port_t previous; /* it has been opened again meanwhile */

        ipc_port_nsrequest(device->port, device->port->ip_mscount, ipc_port_make_sonce(device->port),
                           &previous);
    } else if (device->state == DEV_STATE_OPEN) {
        close_now(device);
    }
    device_deallocate(device);
    return TRUE;
}
