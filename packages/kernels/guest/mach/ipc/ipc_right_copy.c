/*
 * Rights on their way: out of a space into a message, and back, and from one name to another
 * (ipc_right_copyin, _copyout and _rename of Mach 3.0's ipc/ipc_right.c).
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <kern/printf.h>

/* Whether copyin would find a right; a dead one counts, and is found out then. */
boolean_t ipc_right_copyin_check(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                 mach_msg_type_name_t type)
{
    ipc_entry_bits_t bits = entry->ie_bits;

    (void)space;
    (void)name;
    switch (type) {
    case MACH_MSG_TYPE_MAKE_SEND:
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        return (bits & MACH_PORT_TYPE_RECEIVE) != 0;
    case MACH_MSG_TYPE_COPY_SEND:
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
        if ((bits & MACH_PORT_TYPE_DEAD_NAME) != 0)
            return TRUE;
        if ((bits & MACH_PORT_TYPE_SEND_RIGHTS) == 0)
            return FALSE;
        if (!ip_active((ipc_port_t)entry->ie_object))
            return TRUE;
        return (bits & (type == MACH_MSG_TYPE_MOVE_SEND_ONCE ? MACH_PORT_TYPE_SEND_ONCE
                                                             : MACH_PORT_TYPE_SEND)) != 0;
    default:
        panic("ipc_right_copyin_check: strange right %u", type);
    }
}

/* The receive right leaves: the port is in limbo until it arrives. */
static void move_receive(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                         ipc_port_t *soright)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object;

    if ((entry->ie_bits & MACH_PORT_TYPE_SEND) != 0) {
        ipc_hash_insert(space, (ipc_object_t)port, name, entry);
        ip_reference(port);
    } else {
        *soright = ipc_right_dncancel(space, port, name, entry);
        entry->ie_object = IPC_OBJECT_NULL;
    }
    entry->ie_bits &= ~MACH_PORT_TYPE_RECEIVE;
    ipc_port_clear_receiver(port);
    port->ip_receiver_name = MACH_PORT_NULL;
    port->ip_destination = IP_NULL;
}

/* The last of the name's send references leaves. */
static void move_last_send(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                           ipc_port_t *soright)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object;

    if (entry->ie_bits & IE_BITS_MAREQUEST)
        ipc_marequest_cancel(space, name);
    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) != 0) {
        ip_reference(port);
    } else {
        *soright = ipc_right_dncancel(space, port, name, entry);
        ipc_hash_delete(space, (ipc_object_t)port, name, entry);
        entry->ie_object = IPC_OBJECT_NULL;
    }
    entry->ie_bits &= ~(IE_BITS_MAREQUEST | IE_BITS_UREFS_MASK | MACH_PORT_TYPE_SEND);
}

static kern_return_t copyin_dead(ipc_entry_t entry, boolean_t move, boolean_t deadok,
                                 ipc_object_t *object)
{
    if (!deadok)
        return KERN_INVALID_RIGHT;
    if (move) {
        if (IE_BITS_UREFS(entry->ie_bits) == 1)
            entry->ie_bits &= ~IE_BITS_RIGHT_MASK;
        else
            entry->ie_bits--;
    }
    *object = IO_DEAD;
    return KERN_SUCCESS;
}

static kern_return_t ipc_right_copyin_send(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                           mach_msg_type_name_t type, boolean_t deadok,
                                           ipc_object_t *object, ipc_port_t *soright)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object;
    boolean_t move = type != MACH_MSG_TYPE_COPY_SEND;
    ipc_entry_bits_t wanted =
        type == MACH_MSG_TYPE_MOVE_SEND_ONCE ? MACH_PORT_TYPE_SEND_ONCE : MACH_PORT_TYPE_SEND;

    if ((entry->ie_bits & MACH_PORT_TYPE_DEAD_NAME) != 0)
        return copyin_dead(entry, move, deadok, object);
    if ((entry->ie_bits & MACH_PORT_TYPE_SEND_RIGHTS) == 0)
        return KERN_INVALID_RIGHT;
    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0 && ipc_right_check(space, port, name, entry))
        return copyin_dead(entry, move, deadok, object);
    if ((entry->ie_bits & wanted) == 0)
        return KERN_INVALID_RIGHT;

    *object = (ipc_object_t)port;
    if (type == MACH_MSG_TYPE_MOVE_SEND_ONCE) {
        *soright = ipc_right_dncancel(space, port, name, entry);
        entry->ie_object = IPC_OBJECT_NULL;
        entry->ie_bits &= ~IE_BITS_RIGHT_MASK;
    } else if (move && IE_BITS_UREFS(entry->ie_bits) == 1) {
        move_last_send(space, name, entry, soright);
    } else {
        port->ip_srights++;
        ip_reference(port);
        if (move)
            entry->ie_bits--;
    }
    return KERN_SUCCESS;
}

/*
 * The right, with a reference to its port, leaves as *object (IO_DEAD for a dead name). An entry that is
 * of no type afterwards is the caller's to deallocate; *soright is to be told that the name is deleted.
 */
kern_return_t ipc_right_copyin(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                               mach_msg_type_name_t type, boolean_t deadok, ipc_object_t *object,
                               ipc_port_t *soright)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object;

    *soright = IP_NULL;
    switch (type) {
    case MACH_MSG_TYPE_COPY_SEND:
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MOVE_SEND_ONCE:
        return ipc_right_copyin_send(space, name, entry, type, deadok, object, soright);
    default:
        break;
    }
    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0)
        return KERN_INVALID_RIGHT;
    *object = (ipc_object_t)port;
    switch (type) {
    case MACH_MSG_TYPE_MAKE_SEND:
        port->ip_mscount++;
        port->ip_srights++;
        ip_reference(port);
        return KERN_SUCCESS;
    case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        port->ip_sorights++;
        ip_reference(port);
        return KERN_SUCCESS;
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        move_receive(space, name, entry, soright);
        return KERN_SUCCESS;
    default:
        panic("ipc_right_copyin: strange right %u", type);
    }
}

/* MOVE_SEND twice of the same name: it must have two references. */
kern_return_t ipc_right_copyin_two(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                   ipc_object_t *object, ipc_port_t *soright)
{
    ipc_port_t port = (ipc_port_t)entry->ie_object, none;

    *soright = IP_NULL;
    if ((entry->ie_bits & MACH_PORT_TYPE_SEND) == 0)
        return KERN_INVALID_RIGHT;
    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0 && ipc_right_check(space, port, name, entry))
        return KERN_INVALID_RIGHT;
    if (IE_BITS_UREFS(entry->ie_bits) < 2)
        return KERN_INVALID_RIGHT;
    (void)ipc_right_copyin_send(space, name, entry, MACH_MSG_TYPE_MOVE_SEND, FALSE, object, &none);
    return ipc_right_copyin_send(space, name, entry, MACH_MSG_TYPE_MOVE_SEND, FALSE, object, soright);
}

static kern_return_t ipc_right_copyout_send(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                            boolean_t overflow, ipc_port_t port)
{
    ipc_entry_bits_t bits = entry->ie_bits;

    if ((bits & MACH_PORT_TYPE_SEND) != 0) {
        /* The space has one send right, with many references. */
        if (IE_BITS_UREFS(bits) + 1 > MACH_PORT_UREFS_MAX) {
            if (!overflow)
                return KERN_UREFS_OVERFLOW;
            bits--;
        }
        port->ip_srights--;
        ip_release(port);
        entry->ie_bits = bits + 1;
        return KERN_SUCCESS;
    }
    if ((bits & MACH_PORT_TYPE_RECEIVE) != 0)
        ip_release(port); /* the entry has a reference already */
    else
        ipc_hash_insert(space, (ipc_object_t)port, name, entry);
    entry->ie_bits = (bits | MACH_PORT_TYPE_SEND) + 1;
    return KERN_SUCCESS;
}

static void ipc_right_copyout_receive(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                      ipc_port_t port)
{
    ipc_port_t destination = port->ip_destination;

    if ((entry->ie_bits & MACH_PORT_TYPE_SEND) != 0) {
        ip_release(port);
        ipc_hash_delete(space, (ipc_object_t)port, name, entry);
    }
    port->ip_receiver_name = name;
    port->ip_receiver = space;
    entry->ie_bits |= MACH_PORT_TYPE_RECEIVE;
    if (destination != IP_NULL)
        ip_release(destination);
}

/* The right arrives under the name; the entry has the object, and is new or of the same port. */
kern_return_t ipc_right_copyout(ipc_space_t space, mach_port_t name, ipc_entry_t entry,
                                mach_msg_type_name_t type, boolean_t overflow,
                                ipc_object_t object)
{
    ipc_port_t port = (ipc_port_t)object;

    switch (type) {
    case MACH_MSG_TYPE_PORT_SEND_ONCE:
        entry->ie_bits |= MACH_PORT_TYPE_SEND_ONCE | 1;
        return KERN_SUCCESS;
    case MACH_MSG_TYPE_PORT_SEND:
        return ipc_right_copyout_send(space, name, entry, overflow, port);
    case MACH_MSG_TYPE_PORT_RECEIVE:
        ipc_right_copyout_receive(space, name, entry, port);
        return KERN_SUCCESS;
    default:
        panic("ipc_right_copyout: strange right %u", type);
    }
}

/* The right, as it is, goes to a new entry; the old one is deallocated. */
kern_return_t ipc_right_rename(ipc_space_t space, mach_port_t old, ipc_entry_t old_entry,
                               mach_port_t new_name, ipc_entry_t new_entry)
{
    ipc_entry_bits_t bits = old_entry->ie_bits;
    ipc_object_t object;
    unsigned request;

    if ((bits & MACH_PORT_TYPE_RECEIVE) == 0 && (bits & MACH_PORT_TYPE_SEND_RIGHTS) != 0 &&
        ipc_right_check(space, (ipc_port_t)old_entry->ie_object, old, old_entry))
        bits = old_entry->ie_bits;
    object = old_entry->ie_object;
    request = old_entry->ie_request;

    if (request != 0 && (bits & MACH_PORT_TYPE_PORT_RIGHTS) != 0)
        ipc_port_dnrename((ipc_port_t)object, request, old, new_name);
    if (bits & IE_BITS_MAREQUEST)
        ipc_marequest_rename(space, old, new_name);
    if (IE_BITS_TYPE(bits) == MACH_PORT_TYPE_SEND)
        ipc_hash_delete(space, object, old, old_entry);

    new_entry->ie_bits |= bits & (IE_BITS_RIGHT_MASK | IE_BITS_MAREQUEST);
    new_entry->ie_request = request;
    new_entry->ie_object = object;
    switch (IE_BITS_TYPE(bits)) {
    case MACH_PORT_TYPE_SEND:
        ipc_hash_insert(space, object, new_name, new_entry);
        break;
    case MACH_PORT_TYPE_RECEIVE:
    case MACH_PORT_TYPE_SEND_RECEIVE:
        ((ipc_port_t)object)->ip_receiver_name = new_name;
        break;
    case MACH_PORT_TYPE_PORT_SET:
        ((ipc_pset_t)object)->ips_local_name = new_name;
        break;
    default:
        break;
    }
    /* The entry's slot may take another name in: the object is nobody's of it any more. */
    old_entry->ie_object = IPC_OBJECT_NULL;
    old_entry->ie_request = 0;
    ipc_entry_dealloc(space, old, old_entry);
    return KERN_SUCCESS;
}
