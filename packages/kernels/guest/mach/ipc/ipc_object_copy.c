/*
 * Rights between spaces, messages and the kernel (the copyin, copyout and destroy functions of Mach
 * 3.0's ipc/ipc_object.c).
 */
#include <ipc/ipc_notify.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <kern/printf.h>

/* What a right is once it is in a message. */
mach_msg_type_name_t ipc_object_copyin_type(mach_msg_type_name_t name)
{
    switch (name) {
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        return MACH_MSG_TYPE_PORT_RECEIVE;
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        return MACH_MSG_TYPE_PORT_SEND_ONCE;
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MAKE_SEND:
    case MACH_MSG_TYPE_COPY_SEND:
        return MACH_MSG_TYPE_PORT_SEND;
    default:
        return MACH_MSG_TYPE_PORT_NONE;
    }
}

kern_return_t ipc_object_copyin(ipc_space_t space, mach_port_t name, mach_msg_type_name_t type,
                                ipc_object_t *object)
{
    ipc_port_t soright;
    ipc_entry_t entry;
    kern_return_t kr = ipc_right_lookup_write(space, name, &entry);

    if (kr != KERN_SUCCESS)
        return kr;
    kr = ipc_right_copyin(space, name, entry, type, TRUE, object, &soright);
    if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_NONE)
        ipc_entry_dealloc(space, name, entry);
    if (kr == KERN_SUCCESS && soright != IP_NULL)
        ipc_notify_port_deleted(soright, name);
    return kr;
}

/* As copyin, of a port that the kernel has by its pointer; the kernel's own rights are not counted. */
void ipc_object_copyin_from_kernel(ipc_object_t object, mach_msg_type_name_t type)
{
    ipc_port_t port = (ipc_port_t)object;

    switch (type) {
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        ipc_port_clear_receiver(port);
        port->ip_receiver_name = MACH_PORT_NULL;
        port->ip_destination = IP_NULL;
        break;
    case MACH_MSG_TYPE_COPY_SEND:
        if (ip_active(port))
            port->ip_srights++;
        ip_reference(port);
        break;
    case MACH_MSG_TYPE_MAKE_SEND:
        ip_reference(port);
        port->ip_mscount++;
        port->ip_srights++;
        break;
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        ip_reference(port);
        port->ip_sorights++;
        break;
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
        break;
    default:
        panic("ipc_object_copyin_from_kernel: strange right %u", type);
    }
}

/* A right that was in a message, and does not arrive. */
void ipc_object_destroy(ipc_object_t object, mach_msg_type_name_t type)
{
    switch (type) {
    case MACH_MSG_TYPE_PORT_SEND:
        ipc_port_release_send((ipc_port_t)object);
        break;
    case MACH_MSG_TYPE_PORT_SEND_ONCE:
        ipc_notify_send_once((ipc_port_t)object);
        break;
    case MACH_MSG_TYPE_PORT_RECEIVE:
        ipc_port_release_receive((ipc_port_t)object);
        break;
    default:
        panic("ipc_object_destroy: strange right %u", type);
    }
}

/* The right arrives under a name of the kernel's choice. KERN_INVALID_CAPABILITY: the port is dead. */
kern_return_t ipc_object_copyout(ipc_space_t space, ipc_object_t object, mach_msg_type_name_t type,
                                 boolean_t overflow, mach_port_t *name)
{
    ipc_entry_t entry;

    for (;;) {
        kern_return_t kr;

        if (!space->is_active)
            return KERN_INVALID_TASK;
        if (type != MACH_MSG_TYPE_PORT_SEND_ONCE && ipc_right_reverse(space, object, name, &entry))
            break;
        if (ipc_entry_get(space, name, &entry) == KERN_SUCCESS) {
            if (!io_active(object)) {
                ipc_entry_dealloc(space, *name, entry);
                return KERN_INVALID_CAPABILITY;
            }
            entry->ie_object = object;
            break;
        }
        kr = ipc_entry_grow_table(space);
        if (kr != KERN_SUCCESS)
            return kr;
    }
    return ipc_right_copyout(space, *name, entry, type, overflow, object);
}

/* Under a given name, which is free or has rights to this port. */
kern_return_t ipc_object_copyout_name(ipc_space_t space, ipc_object_t object,
                                      mach_msg_type_name_t type, boolean_t overflow,
                                      mach_port_t name)
{
    mach_port_t other;
    ipc_entry_t entry, other_entry;
    kern_return_t kr = ipc_entry_alloc_name(space, name, &entry);

    if (kr != KERN_SUCCESS)
        return kr;
    if (type != MACH_MSG_TYPE_PORT_SEND_ONCE &&
        ipc_right_reverse(space, object, &other, &other_entry)) {
        if (other != name) {
            if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_NONE)
                ipc_entry_dealloc(space, name, entry);
            return KERN_RIGHT_EXISTS;
        }
    } else {
        if (ipc_right_inuse(space, name, entry))
            return KERN_NAME_EXISTS;
        if (!io_active(object)) {
            ipc_entry_dealloc(space, name, entry);
            return KERN_INVALID_CAPABILITY;
        }
        entry->ie_object = object;
    }
    return ipc_right_copyout(space, name, entry, type, overflow, object);
}

/* The destination of a message that is received: the right is used up, its name is told if known. */
void ipc_object_copyout_dest(ipc_space_t space, ipc_object_t object, mach_msg_type_name_t type,
                             mach_port_t *name)
{
    ipc_port_t port = (ipc_port_t)object, nsrequest = IP_NULL;
    mach_port_mscount_t mscount;

    if (!io_active(object)) {
        io_release(object);
        *name = MACH_PORT_DEAD;
        return;
    }
    *name = port->ip_receiver == space ? port->ip_receiver_name : MACH_PORT_NULL;
    switch (type) {
    case MACH_MSG_TYPE_PORT_SEND:
        if (--port->ip_srights == 0) {
            nsrequest = port->ip_nsrequest;
            port->ip_nsrequest = IP_NULL;
        }
        mscount = port->ip_mscount;
        ip_release(port);
        if (nsrequest != IP_NULL)
            ipc_notify_no_senders(nsrequest, mscount);
        break;
    case MACH_MSG_TYPE_PORT_SEND_ONCE:
        if (port->ip_receiver == space) {
            port->ip_sorights--;
            ip_release(port);
        } else {
            ipc_notify_send_once(port); /* the receiver moved on meanwhile */
        }
        break;
    default:
        panic("ipc_object_copyout_dest: strange right %u", type);
    }
}
