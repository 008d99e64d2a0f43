/*
 * A message's header, from names to ports (ipc_kmsg_copyin_header of Mach 3.0's ipc/ipc_kmsg.c).
 * Requests and replies of RPCs, by far the most, are done in place.
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>

/* The entry of a name that is in the table and has all these bits of type; else null. */
static inline ipc_entry_t table_entry(ipc_space_t space, mach_port_t name, ipc_entry_bits_t type)
{
    unsigned index = MACH_PORT_INDEX(name);
    ipc_entry_t entry;

    if (index >= space->is_table_size)
        return IE_NULL;
    entry = &space->is_table[index];
    return (entry->ie_bits & (IE_BITS_GEN_MASK | type)) == (MACH_PORT_GEN(name) | type) ? entry
                                                                                        : IE_NULL;
}

static inline boolean_t request_header(mach_msg_header_t *msg, ipc_space_t space)
{
    ipc_entry_t dest_entry = table_entry(space, msg->msgh_remote_port, MACH_PORT_TYPE_SEND);
    ipc_entry_t reply_entry = table_entry(space, msg->msgh_local_port, MACH_PORT_TYPE_RECEIVE);
    ipc_port_t dest, reply;

    if (dest_entry == IE_NULL || reply_entry == IE_NULL)
        return FALSE;
    dest = (ipc_port_t)dest_entry->ie_object;
    reply = (ipc_port_t)reply_entry->ie_object;
    if (!ip_active(dest))
        return FALSE;
    dest->ip_srights++;
    ip_reference(dest);
    reply->ip_sorights++;
    ip_reference(reply);
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) |
                     MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE);
    msg->msgh_remote_port = (mach_port_t)dest;
    msg->msgh_local_port = (mach_port_t)reply;
    return TRUE;
}

static inline boolean_t one_way_header(mach_msg_header_t *msg, ipc_space_t space)
{
    ipc_entry_t entry = table_entry(space, msg->msgh_remote_port, MACH_PORT_TYPE_SEND);
    ipc_port_t dest;

    if (entry == IE_NULL || msg->msgh_local_port != MACH_PORT_NULL)
        return FALSE;
    dest = (ipc_port_t)entry->ie_object;
    if (!ip_active(dest))
        return FALSE;
    dest->ip_srights++;
    ip_reference(dest);
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) |
                     MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0);
    msg->msgh_remote_port = (mach_port_t)dest;
    return TRUE;
}

static inline boolean_t reply_header(mach_msg_header_t *msg, ipc_space_t space)
{
    mach_port_t name = msg->msgh_remote_port;
    ipc_entry_t entry = table_entry(space, name, MACH_PORT_TYPE_SEND_ONCE);
    ipc_port_t dest;

    if (entry == IE_NULL || msg->msgh_local_port != MACH_PORT_NULL || entry->ie_request != 0 ||
        (entry->ie_bits & IE_BITS_COLLISION) != 0)
        return FALSE;
    dest = (ipc_port_t)entry->ie_object;
    if (!ip_active(dest))
        return FALSE;
    entry->ie_bits = MACH_PORT_GEN(name);
    entry->ie_object = IPC_OBJECT_NULL;
    entry->ie_next = space->is_table->ie_next;
    space->is_table->ie_next = MACH_PORT_INDEX(name);
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) |
                     MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0);
    msg->msgh_remote_port = (mach_port_t)dest;
    return TRUE;
}

static boolean_t is_move(mach_msg_type_name_t type)
{
    return type == MACH_MSG_TYPE_MOVE_SEND || type == MACH_MSG_TYPE_MOVE_SEND_ONCE;
}

/* A right left a name, of which somebody wanted to know: unless it is the sender itself. */
static void tell_deleted(ipc_port_t soright, ipc_port_t notify, mach_port_t name)
{
    if (soright == IP_NULL)
        return;
    if (soright == notify)
        ipc_port_release_sonce(soright);
    else
        ipc_notify_port_deleted(soright, name);
}

struct header {
    mach_port_t dest_name, reply_name;
    mach_msg_type_name_t dest_type, reply_type;
    ipc_object_t dest, reply;
    ipc_port_t dest_soright, reply_soright;
};

/* Both rights are of one name: what stays is taken before what goes. */
static mach_msg_return_t copyin_same(ipc_space_t space, ipc_entry_t entry, struct header *h)
{
    mach_port_t name = h->dest_name;

    if (!ipc_right_copyin_check(space, name, entry, h->reply_type))
        return MACH_SEND_INVALID_REPLY;
    if (is_move(h->dest_type) && is_move(h->reply_type)) {
        if (ipc_right_copyin_two(space, name, entry, &h->dest, &h->dest_soright) != KERN_SUCCESS)
            return MACH_SEND_INVALID_DEST;
        h->reply = h->dest;
        return MACH_MSG_SUCCESS;
    }
    if (is_move(h->reply_type)) {
        if (ipc_right_copyin(space, name, entry, h->dest_type, FALSE, &h->dest, &h->dest_soright) !=
            KERN_SUCCESS)
            return MACH_SEND_INVALID_DEST;
        (void)ipc_right_copyin(space, name, entry, h->reply_type, TRUE, &h->reply,
                               &h->reply_soright);
        return MACH_MSG_SUCCESS;
    }
    /* A dead destination is not found out after the reply right is made: a look at it first. */
    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0 &&
        (entry->ie_bits & MACH_PORT_TYPE_SEND_RIGHTS) != 0)
        (void)ipc_right_check(space, (ipc_port_t)entry->ie_object, name, entry);
    if ((entry->ie_bits & MACH_PORT_TYPE_DEAD_NAME) != 0)
        return MACH_SEND_INVALID_DEST;
    (void)ipc_right_copyin(space, name, entry, h->reply_type, TRUE, &h->reply, &h->reply_soright);
    (void)ipc_right_copyin(space, name, entry, h->dest_type, FALSE, &h->dest, &h->dest_soright);
    return MACH_MSG_SUCCESS;
}

static boolean_t in_table(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    unsigned index = MACH_PORT_INDEX(name);

    return index < space->is_table_size && entry == &space->is_table[index];
}

static void drop_empty(ipc_space_t space, mach_port_t name, ipc_entry_t entry)
{
    if (IE_BITS_TYPE(entry->ie_bits) == MACH_PORT_TYPE_NONE)
        ipc_entry_dealloc(space, name, entry);
}

/* Neither changes anything if the other cannot be had. */
static mach_msg_return_t copyin_rights(ipc_space_t space, struct header *h)
{
    ipc_entry_t dest_entry, reply_entry = IE_NULL;
    boolean_t has_reply = MACH_PORT_VALID(h->reply_name);
    mach_msg_return_t mr = MACH_MSG_SUCCESS;

    dest_entry = ipc_entry_lookup(space, h->dest_name);
    if (dest_entry == IE_NULL ||
        !ipc_right_copyin_check(space, h->dest_name, dest_entry, h->dest_type))
        return MACH_SEND_INVALID_DEST;
    if (has_reply && h->reply_name == h->dest_name) {
        mr = copyin_same(space, dest_entry, h);
    } else {
        if (has_reply) {
            reply_entry = ipc_entry_lookup(space, h->reply_name);
            if (reply_entry == IE_NULL ||
                !ipc_right_copyin_check(space, h->reply_name, reply_entry, h->reply_type))
                return MACH_SEND_INVALID_REPLY;
        }
        if (ipc_right_copyin(space, h->dest_name, dest_entry, h->dest_type, FALSE, &h->dest,
                             &h->dest_soright) != KERN_SUCCESS)
            mr = MACH_SEND_INVALID_DEST;
        else if (has_reply)
            (void)ipc_right_copyin(space, h->reply_name, reply_entry, h->reply_type, TRUE,
                                   &h->reply, &h->reply_soright);
    }
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    /* Names that nothing is left of: first those in the tree, for they might move into a slot. */
    boolean_t reply_last = reply_entry != IE_NULL && in_table(space, h->reply_name, reply_entry);
    if (reply_entry != IE_NULL && !reply_last)
        drop_empty(space, h->reply_name, reply_entry);
    drop_empty(space, h->dest_name, dest_entry);
    if (reply_last)
        drop_empty(space, h->reply_name, reply_entry);
    return MACH_MSG_SUCCESS;
}

static mach_msg_return_t general_header(mach_msg_header_t *msg, ipc_space_t space,
                                        mach_port_t notify)
{
    mach_msg_bits_t bits = msg->msgh_bits & ~MACH_MSGH_BITS_CIRCULAR;
    struct header h = {
        .dest_name = msg->msgh_remote_port,
        .reply_name = msg->msgh_local_port,
        .dest_type = MACH_MSGH_BITS_REMOTE(bits),
        .reply_type = MACH_MSGH_BITS_LOCAL(bits),
        .reply = (ipc_object_t)msg->msgh_local_port,
    };
    ipc_port_t notify_port = IP_NULL;
    mach_msg_return_t mr;

    if ((bits & MACH_MSGH_BITS_UNUSED) != 0 || !MACH_MSG_TYPE_PORT_ANY_SEND(h.dest_type) ||
        (h.reply_type == 0 ? h.reply_name != MACH_PORT_NULL
                           : !MACH_MSG_TYPE_PORT_ANY_SEND(h.reply_type)))
        return MACH_SEND_INVALID_HEADER;
    if (!space->is_active || !MACH_PORT_VALID(h.dest_name))
        return MACH_SEND_INVALID_DEST;
    if (notify != MACH_PORT_NULL) {
        ipc_entry_t entry = ipc_entry_lookup(space, notify);

        if (entry == IE_NULL || (entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0)
            return MACH_SEND_INVALID_NOTIFY;
        notify_port = (ipc_port_t)entry->ie_object;
    }
    mr = copyin_rights(space, &h);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    if (h.reply_name == MACH_PORT_DEAD)
        h.reply = IO_DEAD;
    tell_deleted(h.dest_soright, notify_port, h.dest_name);
    tell_deleted(h.reply_soright, notify_port, h.reply_name);

    msg->msgh_bits = MACH_MSGH_BITS_OTHER(bits) |
                     MACH_MSGH_BITS(ipc_object_copyin_type(h.dest_type),
                                    ipc_object_copyin_type(h.reply_type));
    msg->msgh_remote_port = (mach_port_t)h.dest;
    msg->msgh_local_port = (mach_port_t)h.reply;
    return MACH_MSG_SUCCESS;
}

/* If it fails, nothing has changed. */
mach_msg_return_t ipc_kmsg_copyin_header(mach_msg_header_t *msg, ipc_space_t space,
                                         mach_port_t notify)
{
    mach_msg_bits_t bits = msg->msgh_bits & ~MACH_MSGH_BITS_COMPLEX;
    boolean_t done = FALSE;

    if (notify == MACH_PORT_NULL && space->is_active)
        switch (bits) {
        case MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE):
            done = request_header(msg, space);
            break;
        case MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0):
            done = one_way_header(msg, space);
            break;
        case MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0):
            done = reply_header(msg, space);
            break;
        default:
            break;
        }
    return done ? MACH_MSG_SUCCESS : general_header(msg, space, notify);
}

/* Consumes what the message moves; if it fails, the buffer is still the caller's, for freeing only. */
mach_msg_return_t ipc_kmsg_copyin(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map,
                                  mach_port_t notify)
{
    mach_msg_return_t mr = ipc_kmsg_copyin_header(&kmsg->ikm_header, space, notify);

    if (mr != MACH_MSG_SUCCESS)
        return mr;
    if ((kmsg->ikm_header.msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0)
        return MACH_MSG_SUCCESS;
    return ipc_kmsg_copyin_body(kmsg, space, map);
}
