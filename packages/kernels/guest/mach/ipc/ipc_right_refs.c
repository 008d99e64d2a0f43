/* User references of rights (ipc_right_dealloc, _delta and _info of Mach 3.0's ipc/ipc_right.c). */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <kern/printf.h>

static kern_return_t ipc_right_dealloc_dead(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                            mach_port_urefs_t fewer)
{
    if (IE_BITS_UREFS(entry->ie_bits) == fewer)
        ipc_entry_dealloc(space, name, entry);
    else
        entry->ie_bits -= fewer;
    return KERN_SUCCESS;
}

/* A send-once right has one reference: with it the right goes, and its receiver is told. */
static kern_return_t ipc_right_dealloc_sonce(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object;
    ipc_port_t dnrequest = ipc_right_dncancel(space, port, name, entry);

    ipc_entry_dealloc(space, name, entry);
    ipc_notify_send_once(port);
    if (dnrequest != IP_NULL)
        ipc_notify_port_deleted(dnrequest, name);
    return KERN_SUCCESS;
}

/* The port is alive. */
static kern_return_t ipc_right_dealloc_send(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                            mach_port_urefs_t fewer)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object, dnrequest = IP_NULL, nsrequest = IP_NULL;
    ipc_entry_bits_t bits = entry->ie_bits;
    mach_port_mscount_t mscount = 0;

    if (IE_BITS_UREFS(bits) > fewer) {
        entry->ie_bits = bits - fewer;
        return KERN_SUCCESS;
    }
    if (--port->ip_srights == 0) {
        nsrequest = port->ip_nsrequest;
        port->ip_nsrequest = IP_NULL;
        mscount = port->ip_mscount;
    }
    if (bits & IE_BITS_MAREQUEST) {
        bits &= ~IE_BITS_MAREQUEST;
        ipc_marequest_cancel(space, name);
    }
    if ((bits & MACH_PORT_TYPE_RECEIVE) != 0) {
        entry->ie_bits = bits & ~(IE_BITS_UREFS_MASK | MACH_PORT_TYPE_SEND);
    } else {
        dnrequest = ipc_right_dncancel(space, port, name, entry);
        ipc_hash_delete(space, (ipc_object_t)port, name, entry);
        ip_release(port);
        ipc_entry_dealloc(space, name, entry);
    }
    if (nsrequest != IP_NULL)
        ipc_notify_no_senders(nsrequest, mscount);
    if (dnrequest != IP_NULL)
        ipc_notify_port_deleted(dnrequest, name);
    return KERN_SUCCESS;
}

/* One reference of a send right, a send-once right or a dead name. */
kern_return_t ipc_right_dealloc(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    mach_port_type_t type = IE_BITS_TYPE(entry->ie_bits);

    if (type == MACH_PORT_TYPE_SEND || type == MACH_PORT_TYPE_SEND_ONCE)
        if (ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry))
            type = MACH_PORT_TYPE_DEAD_NAME;
    switch (type) {
    case MACH_PORT_TYPE_DEAD_NAME:
        return ipc_right_dealloc_dead(space, name, entry, 1);
    case MACH_PORT_TYPE_SEND_ONCE:
        return ipc_right_dealloc_sonce(space, name, entry);
    case MACH_PORT_TYPE_SEND:
    case MACH_PORT_TYPE_SEND_RECEIVE:
        return ipc_right_dealloc_send(space, name, entry, 1);
    default:
        return KERN_INVALID_RIGHT;
    }
}

static kern_return_t ipc_right_delta_pset(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                          mach_port_delta_t delta)
{
    ipc_pset_t pset = (ipc_pset_t)entry->ie_object;

    if ((entry->ie_bits & MACH_PORT_TYPE_PORT_SET) == 0)
        return KERN_INVALID_RIGHT;
    if (delta == 0)
        return KERN_SUCCESS;
    if (delta != -1)
        return KERN_INVALID_VALUE;
    ipc_entry_dealloc(space, name, entry);
    ipc_pset_destroy(pset);
    return KERN_SUCCESS;
}

/* The receive right goes, and as a rule the port with it; then a send right of this name is dead. */
static kern_return_t ipc_right_delta_receive(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                             mach_port_delta_t delta)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object, dnrequest = IP_NULL;
    ipc_entry_bits_t bits = entry->ie_bits;

    if ((bits & MACH_PORT_TYPE_RECEIVE) == 0)
        return KERN_INVALID_RIGHT;
    if (delta == 0)
        return KERN_SUCCESS;
    if (delta != -1)
        return KERN_INVALID_VALUE;
    if (bits & IE_BITS_MAREQUEST) {
        bits &= ~IE_BITS_MAREQUEST;
        ipc_marequest_cancel(space, name);
    }
    if ((bits & MACH_PORT_TYPE_SEND) == 0) {
        dnrequest = ipc_right_dncancel(space, port, name, entry);
        ipc_entry_dealloc(space, name, entry);
    } else if (port->ip_pdrequest != IP_NULL) {
        /* The port does not die but moves: what is left is a send right as others. */
        entry->ie_bits = bits & ~MACH_PORT_TYPE_RECEIVE;
        ipc_hash_insert(space, (ipc_object_t)port, name, entry);
        ip_reference(port);
    } else {
        bits = (bits & ~IE_BITS_TYPE_MASK) | MACH_PORT_TYPE_DEAD_NAME;
        if (entry->ie_request != 0) {
            entry->ie_request = 0; /* the port tells, as it dies */
            if (IE_BITS_UREFS(bits) < MACH_PORT_UREFS_MAX)
                bits++;
        }
        entry->ie_bits = bits;
        entry->ie_object = IPC_OBJECT_NULL;
        port->ip_srights--;
    }
    ipc_port_clear_receiver(port);
    ipc_port_destroy(port);
    if (dnrequest != IP_NULL)
        ipc_notify_port_deleted(dnrequest, name);
    return KERN_SUCCESS;
}

static kern_return_t ipc_right_delta_sonce(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                           mach_port_delta_t delta)
{
    if ((entry->ie_bits & MACH_PORT_TYPE_SEND_ONCE) == 0 ||
        ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry))
        return KERN_INVALID_RIGHT;
    if (delta == 0)
        return KERN_SUCCESS;
    if (delta != -1)
        return KERN_INVALID_VALUE;
    return ipc_right_dealloc_sonce(space, name, entry);
}

static kern_return_t ipc_right_delta_dead(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                          mach_port_delta_t delta)
{
    mach_port_urefs_t urefs;

    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0 &&
        (entry->ie_bits & MACH_PORT_TYPE_SEND_RIGHTS) != 0)
        (void)ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry);
    if ((entry->ie_bits & MACH_PORT_TYPE_DEAD_NAME) == 0)
        return KERN_INVALID_RIGHT;
    urefs = IE_BITS_UREFS(entry->ie_bits);
    if (MACH_PORT_UREFS_UNDERFLOW(urefs, delta))
        return KERN_INVALID_VALUE;
    if (MACH_PORT_UREFS_OVERFLOW(urefs, delta))
        return KERN_UREFS_OVERFLOW;
    if (delta < 0)
        return ipc_right_dealloc_dead(space, name, entry, (mach_port_urefs_t)-delta);
    entry->ie_bits += (unsigned)delta;
    return KERN_SUCCESS;
}

static kern_return_t ipc_right_delta_send(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                          mach_port_delta_t delta)
{
    mach_port_urefs_t urefs;

    if ((entry->ie_bits & MACH_PORT_TYPE_SEND) == 0)
        return KERN_INVALID_RIGHT;
    if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_SEND &&
        ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry))
        return KERN_INVALID_RIGHT;
    urefs = IE_BITS_UREFS(entry->ie_bits);
    if (MACH_PORT_UREFS_UNDERFLOW(urefs, delta))
        return KERN_INVALID_VALUE;
    if (MACH_PORT_UREFS_OVERFLOW(urefs, delta))
        return KERN_UREFS_OVERFLOW;
    if (delta < 0)
        return ipc_right_dealloc_send(space, name, entry, (mach_port_urefs_t)-delta);
    entry->ie_bits += (unsigned)delta;
    return KERN_SUCCESS;
}

kern_return_t ipc_right_delta(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                              mach_port_right_t right, mach_port_delta_t delta)
{
    switch (right) {
    case MACH_PORT_RIGHT_PORT_SET:
        return ipc_right_delta_pset(space, name, entry, delta);
    case MACH_PORT_RIGHT_RECEIVE:
        return ipc_right_delta_receive(space, name, entry, delta);
    case MACH_PORT_RIGHT_SEND_ONCE:
        return ipc_right_delta_sonce(space, name, entry, delta);
    case MACH_PORT_RIGHT_DEAD_NAME:
        return ipc_right_delta_dead(space, name, entry, delta);
    case MACH_PORT_RIGHT_SEND:
        return ipc_right_delta_send(space, name, entry, delta);
    default:
        panic("ipc_right_delta: strange right %u", right);
    }
}

kern_return_t ipc_right_info(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                             mach_port_type_t *type, mach_port_urefs_t *urefs)
{
    ipc_entry_bits_t bits = entry->ie_bits;

    if ((bits & MACH_PORT_TYPE_RECEIVE) == 0 && (bits & MACH_PORT_TYPE_SEND_RIGHTS) != 0 &&
        ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry))
        bits = entry->ie_bits;
    *type = IE_BITS_TYPE(bits);
    if (entry->ie_request != 0 && (bits & MACH_PORT_TYPE_PORT_RIGHTS) != 0)
        *type |= MACH_PORT_TYPE_DNREQUEST;
    if (bits & IE_BITS_MAREQUEST)
        *type |= MACH_PORT_TYPE_MAREQUEST;
    *urefs = IE_BITS_UREFS(bits);
    return KERN_SUCCESS;
}
