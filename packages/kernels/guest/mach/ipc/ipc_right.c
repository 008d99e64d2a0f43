/*
 * Rights: lookup, requests about them, and their end with all their references (Mach 3.0's
 * ipc/ipc_right.c; counts of references are in ipc_right_refs.c, moves in ipc_right_copy.c).
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <kern/printf.h>

kern_return_t ipc_right_lookup(ipc_space_t space, mach_port_t name, ipc_entry_t *entry)
{
    if (!space->is_active)
        return KERN_INVALID_TASK;
    *entry = ipc_entry_lookup(space, name);
    return *entry == IE_NULL ? KERN_INVALID_NAME : KERN_SUCCESS;
}

/* The name of the receive or send right that the space has to a port which is alive. */
boolean_t ipc_right_reverse(ipc_space_t space, ipc_object_t object, mach_port_t *name,
                            ipc_entry_t *entry)
{
    ipc_port_t port = (ipc_port_t)object;

    if (!ip_active(port))
        return FALSE;
    if (port->ip_receiver == space) {
        *name = port->ip_receiver_name;
        *entry = ipc_entry_lookup(space, *name);
        return TRUE;
    }
    return ipc_hash_lookup(space, object, name, entry);
}

ipc_port_t ipc_right_dncancel(ipc_space_t space, ipc_port_t port, mach_port_t name,
                              ipc_entry_t entry)
{
    unsigned request = entry->ie_request;

    (void)space;
    if (request == 0)
        return IP_NULL;
    entry->ie_request = 0;
    return ipc_port_dncancel(port, name, request);
}

/* The dead name gets one reference more, for whoever will be told. */
static kern_return_t dead_already(ipc_entry_t entry, mach_port_t name, ipc_port_t notify)
{
    if (MACH_PORT_UREFS_OVERFLOW(IE_BITS_UREFS(entry->ie_bits), 1))
        return KERN_UREFS_OVERFLOW;
    entry->ie_bits++;
    ipc_notify_dead_name(notify, name);
    return KERN_SUCCESS;
}

/* `notify` (null: none) is told when the name dies, instead of who was to be told before. */
kern_return_t ipc_right_dnrequest(ipc_space_t space, mach_port_t name, boolean_t immediate,
                                  ipc_port_t notify, ipc_port_t *previous)
{
    for (;;) {
        ipc_port_request_index_t request;
        ipc_entry_t entry;
        ipc_port_t port;
        kern_return_t kr = ipc_right_lookup_write(space, name, &entry);

        *previous = IP_NULL;
        if (kr != KERN_SUCCESS)
            return kr;
        port = (ipc_port_t)entry->ie_object;
        if ((entry->ie_bits & MACH_PORT_TYPE_PORT_RIGHTS) != 0 &&
            !ipc_right_check(space, port, name, entry)) {
            *previous = ipc_right_dncancel(space, port, name, entry);
            if (notify == IP_NULL)
                return KERN_SUCCESS;
            if (ipc_port_dnrequest(port, name, notify, &request) == KERN_SUCCESS) {
                entry->ie_request = request;
                return KERN_SUCCESS;
            }
            kr = ipc_port_dngrow(port); /* may wait */
            if (kr != KERN_SUCCESS)
                return kr;
            continue;
        }
        if ((entry->ie_bits & MACH_PORT_TYPE_DEAD_NAME) != 0 && immediate && notify != IP_NULL)
            return dead_already(entry, name, notify);
        return (entry->ie_bits & MACH_PORT_TYPE_PORT_OR_DEAD) != 0 ? KERN_INVALID_ARGUMENT
                                                                   : KERN_INVALID_RIGHT;
    }
}

/* Whether an entry that was allocated by name means something already. */
boolean_t ipc_right_inuse(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    (void)space;
    (void)name;
    return IE_BITS_TYPE(entry->ie_bits) != MACH_PORT_TYPE_NONE;
}

/* A send or send-once right whose port has died becomes a dead name. FALSE: it is alive. */
boolean_t ipc_right_check(ipc_space_t space, ipc_port_t port, mach_port_t name, ipc_entry_t entry)
{
    ipc_entry_bits_t bits;

    if (ip_active(port))
        return FALSE;

    bits = entry->ie_bits;
    if (IE_BITS_TYPE(bits) == MACH_PORT_TYPE_SEND) {
        if (bits & IE_BITS_MAREQUEST) {
            bits &= ~IE_BITS_MAREQUEST;
            ipc_marequest_cancel(space, name);
        }
        ipc_hash_delete(space, (ipc_object_t)port, name, entry);
    }
    ip_release(port);

    bits = (bits & ~IE_BITS_TYPE_MASK) | MACH_PORT_TYPE_DEAD_NAME;
    if (entry->ie_request != 0) {
        /* The notification that is on its way carries a reference. */
        entry->ie_request = 0;
        if (IE_BITS_UREFS(bits) < MACH_PORT_UREFS_MAX)
            bits++;
    }
    entry->ie_bits = bits;
    entry->ie_object = IPC_OBJECT_NULL;
    return TRUE;
}

/* The rights of an entry, whose port is alive, die; what the port held of the space is told to. */
static void ipc_right_kill(ipc_port_t port, mach_port_t name, mach_port_type_t type,
                           ipc_port_t dnrequest)
{
    ipc_port_t nsrequest = IP_NULL;
    mach_port_mscount_t mscount = 0;

    if ((type & MACH_PORT_TYPE_SEND) != 0 && --port->ip_srights == 0) {
        nsrequest = port->ip_nsrequest;
        port->ip_nsrequest = IP_NULL;
        mscount = port->ip_mscount;
    }
    if ((type & MACH_PORT_TYPE_RECEIVE) != 0) {
        ipc_port_clear_receiver(port);
        ipc_port_destroy(port);
    } else if ((type & MACH_PORT_TYPE_SEND_ONCE) != 0) {
        ipc_notify_send_once(port);
    } else {
        ip_release(port);
    }
    if (nsrequest != IP_NULL)
        ipc_notify_no_senders(nsrequest, mscount);
    if (dnrequest != IP_NULL)
        ipc_notify_port_deleted(dnrequest, name);
}

/* The entry is left as it is: its space is no more. */
void ipc_right_clean(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    ipc_entry_bits_t bits = entry->ie_bits;
    mach_port_type_t type = IE_BITS_TYPE(bits);
    ipc_port_t port = (ipc_port_t)entry->ie_object;

    if (bits & IE_BITS_MAREQUEST)
        ipc_marequest_cancel(space, name);
    switch (type) {
    case MACH_PORT_TYPE_DEAD_NAME:
        return;
    case MACH_PORT_TYPE_PORT_SET:
        ipc_pset_destroy((ipc_pset_t)entry->ie_object);
        return;
    case MACH_PORT_TYPE_SEND:
    case MACH_PORT_TYPE_RECEIVE:
    case MACH_PORT_TYPE_SEND_RECEIVE:
    case MACH_PORT_TYPE_SEND_ONCE:
        break;
    default:
        panic("ipc_right_clean: strange type %x", type);
    }
    if (!ip_active(port)) {
        ip_release(port);
        return;
    }
    ipc_right_kill(port, name, type, ipc_right_dncancel(space, port, name, entry));
}

/* All rights and references of the name. */
kern_return_t ipc_right_destroy(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    ipc_entry_bits_t bits = entry->ie_bits;
    mach_port_type_t type = IE_BITS_TYPE(bits);
    ipc_object_t object = entry->ie_object;
    ipc_port_t port = (ipc_port_t)object, dnrequest;

    if (bits & IE_BITS_MAREQUEST)
        ipc_marequest_cancel(space, name);
    if (type == MACH_PORT_TYPE_SEND)
        ipc_hash_delete(space, object, name, entry);
    switch (type) {
    case MACH_PORT_TYPE_DEAD_NAME:
        ipc_entry_dealloc(space, name, entry);
        break;
    case MACH_PORT_TYPE_PORT_SET:
        ipc_entry_dealloc(space, name, entry);
        ipc_pset_destroy((ipc_pset_t)object);
        break;
    case MACH_PORT_TYPE_SEND:
    case MACH_PORT_TYPE_RECEIVE:
    case MACH_PORT_TYPE_SEND_RECEIVE:
    case MACH_PORT_TYPE_SEND_ONCE:
        if (!ip_active(port)) {
            ipc_entry_dealloc(space, name, entry);
            ip_release(port);
            break;
        }
        dnrequest = ipc_right_dncancel(space, port, name, entry);
        ipc_entry_dealloc(space, name, entry);
        ipc_right_kill(port, name, type, dnrequest);
        break;
    default:
        panic("ipc_right_destroy: strange type %x", type);
    }
    return KERN_SUCCESS;
}
