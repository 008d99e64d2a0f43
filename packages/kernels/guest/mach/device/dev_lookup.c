/* Devices by their numbers, and by their ports (Mach 3.0's dev_lookup). */
#include <device/dev_hdr.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <kern/zalloc.h>

#define NDEVHASH 8
#define DEVICES_MAX 256

static queue_head_t dev_number_hash_table[NDEVHASH];
static zone_t dev_hdr_zone;

static queue_t bucket(int unit)
{
    return &dev_number_hash_table[unit % NDEVHASH];
}

void dev_lookup_init(void)
{
    for (int i = 0; i < NDEVHASH; i++)
        queue_init(&dev_number_hash_table[i]);
    dev_hdr_zone = zinit(sizeof(struct mach_device), sizeof(struct mach_device) * DEVICES_MAX,
                         PAGE_SIZE, FALSE, "open device entry");
}

static device_t dev_number_lookup(dev_ops_t ops, int unit)
{
    queue_t q = bucket(unit);
    device_t device;

    queue_iterate(q, device, device_t, number_chain)
        if (device->dev_ops == ops && device->dev_number == unit)
            return device;
    return DEVICE_NULL;
}

device_t device_lookup(const char *name)
{
    dev_ops_t ops;
    int unit;
    device_t device;

    if (!dev_name_lookup(name, &ops, &unit))
        return DEVICE_NULL;
    device = dev_number_lookup(ops, unit);
    if (device == DEVICE_NULL) {
        device = (device_t)zalloc(dev_hdr_zone);
        device->ref_count = 0;
        device->state = DEV_STATE_INIT;
        device->open_count = 0;
        device->io_wanted = FALSE;
        device->port = IP_NULL;
        device->dev_ops = ops;
        device->dev_number = unit;
        queue_enter(bucket(unit), device, device_t, number_chain);
    }
    device_reference(device);
    return device;
}

void device_reference(device_t device)
{
    device->ref_count++;
}

/* With the last reference it is forgotten, unless it is open. */
void device_deallocate(device_t device)
{
    queue_t q;

    if (device == DEVICE_NULL || --device->ref_count > 0)
        return;
    q = bucket(device->dev_number);
    queue_remove(q, device, device_t, number_chain);
    zfree(dev_hdr_zone, (vm_offset_t)device);
}

void dev_port_enter(device_t device)
{
    device_reference(device);
    ipc_kobject_set(device->port, (ipc_kobject_t)device, IKOT_DEVICE);
}

void dev_port_remove(device_t device)
{
    ipc_kobject_set(device->port, IKO_NULL, IKOT_NONE);
    device_deallocate(device);
}

device_t dev_port_lookup(ipc_port_t port)
{
    device_t device = DEVICE_NULL;

    if (!IP_VALID(port))
        return DEVICE_NULL;
    if (ip_active(port) && ip_kotype(port) == IKOT_DEVICE) {
        device = (device_t)port->ip_kobject;
        if (device != DEVICE_NULL)
            device_reference(device);
    }
    return device;
}

ipc_port_t convert_device_to_port(device_t device)
{
    ipc_port_t port = IP_NULL;

    if (device == DEVICE_NULL)
        return IP_NULL;
    if (device->state == DEV_STATE_OPEN)
        port = ipc_port_make_send(device->port);
    device_deallocate(device);
    return port;
}
