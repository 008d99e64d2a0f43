/*
 * A message's body, from ports to names and from copies of memory to addresses of the receiver (of
 * Mach 3.0's ipc/ipc_kmsg.c).
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <vm/vm_kern.h>
#include <vm/vm_user.h>

/* A name for the right; a right that gets none is destroyed. */
mach_msg_return_t ipc_kmsg_copyout_object(ipc_space_t space, ipc_object_t object,
                                          mach_msg_type_name_t type, mach_port_t *name)
{
    ipc_port_t port = (ipc_port_t)object;
    ipc_entry_t entry;
    kern_return_t kr;

    if (!IO_VALID(object)) {
        *name = object == IO_DEAD ? MACH_PORT_DEAD : MACH_PORT_NULL;
        return MACH_MSG_SUCCESS;
    }
    /* A send right that the space has already: one reference more. */
    if (type == MACH_MSG_TYPE_PORT_SEND && space->is_active && ip_active(port) &&
        port->ip_receiver != space && ipc_hash_local_lookup(space, object, name, &entry) &&
        IE_BITS_UREFS(entry->ie_bits) < MACH_PORT_UREFS_MAX) {
        port->ip_srights--;
        ip_release(port);
        entry->ie_bits++;
        return MACH_MSG_SUCCESS;
    }
    kr = ipc_object_copyout(space, object, type, TRUE, name);
    if (kr == KERN_SUCCESS)
        return MACH_MSG_SUCCESS;
    ipc_object_destroy(object, type);
    if (kr == KERN_INVALID_CAPABILITY) {
        *name = MACH_PORT_DEAD;
        return MACH_MSG_SUCCESS;
    }
    *name = MACH_PORT_NULL;
    return kr == KERN_RESOURCE_SHORTAGE ? MACH_MSG_IPC_KERNEL : MACH_MSG_IPC_SPACE;
}

static mach_msg_return_t copyout_ports(ipc_space_t space, mach_port_t *ports,
                                       const struct ipc_kmsg_item *item)
{
    mach_msg_return_t mr = MACH_MSG_SUCCESS;

    for (mach_msg_type_number_t i = 0; i < item->number; i++)
        mr |= ipc_kmsg_copyout_object(space, (ipc_object_t)ports[i], item->name, &ports[i]);
    return mr;
}

static mach_msg_return_t no_room(kern_return_t kr)
{
    return kr == KERN_RESOURCE_SHORTAGE ? MACH_MSG_VM_KERNEL : MACH_MSG_VM_SPACE;
}

static mach_msg_return_t copyout_port_array(ipc_space_t space, vm_map_t map, vm_offset_t *where,
                                            const struct ipc_kmsg_item *item)
{
    vm_offset_t array = *where, address;
    mach_msg_return_t mr;
    kern_return_t kr = vm_allocate(map, &address, item->length, TRUE);

    if (kr != KERN_SUCCESS) {
        ipc_kmsg_clean_body((vm_offset_t)item->type, (vm_offset_t)(where + 1));
        *where = 0;
        return no_room(kr);
    }
    mr = copyout_ports(space, (mach_port_t *)array, item);
    (void)copyoutmap(map, (const void *)array, (void *)address, item->length);
    kfree(array, item->length);
    *where = address;
    return mr;
}

static mach_msg_return_t copyout_memory(vm_map_t map, vm_offset_t *where)
{
    vm_map_copy_t copy = (vm_map_copy_t)*where;
    kern_return_t kr = vm_map_copyout(map, where, copy);

    if (kr == KERN_SUCCESS)
        return MACH_MSG_SUCCESS;
    vm_map_copy_discard(copy);
    *where = 0;
    return no_room(kr);
}

/* What was short is in the answer; what could not be delivered is gone. */
mach_msg_return_t ipc_kmsg_copyout_body(vm_offset_t at, vm_offset_t end, ipc_space_t space,
                                        vm_map_t map)
{
    mach_msg_return_t mr = MACH_MSG_SUCCESS;

    while (at < end) {
        struct ipc_kmsg_item item;

        ipc_kmsg_item(&at, &item);
        if (item.is_inline) {
            if (item.is_port)
                mr |= copyout_ports(space, (mach_port_t *)item.data, &item);
            continue;
        }
        /* The memory is the receiver's, to deallocate. */
        item.type->msgt_deallocate = TRUE;
        if (ipc_kmsg_item_pointer(&item) == 0)
            continue;
        if (item.is_port)
            mr |= copyout_port_array(space, map, (vm_offset_t *)item.data, &item);
        else
            mr |= copyout_memory(map, (vm_offset_t *)item.data);
    }
    return mr;
}
