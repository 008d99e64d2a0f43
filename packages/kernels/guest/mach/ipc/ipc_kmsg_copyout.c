/*
 * A message's header, from ports to names of the receiver (ipc_kmsg_copyout_header of Mach 3.0's
 * ipc/ipc_kmsg.c), and messages that cannot be delivered as they should.
 */
#include <ipc/ipc_hash.h>
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>

/* The destination's send right is used up. FALSE: something is to be told, nothing is done. */
static inline boolean_t use_send(ipc_port_t dest, ipc_space_t space)
{
    if (!ip_active(dest) || dest->ip_receiver != space)
        return FALSE;
    if (dest->ip_srights == 1 && dest->ip_nsrequest != IP_NULL)
        return FALSE;
    dest->ip_srights--;
    dest->ip_references--; /* not the last: the receiver has one */
    return TRUE;
}

static inline boolean_t request_header(mach_msg_header_t *msg, ipc_space_t space)
{
    ipc_port_t dest = (ipc_port_t)msg->msgh_remote_port, reply = (ipc_port_t)msg->msgh_local_port;
    mach_port_t dest_name, reply_name;
    ipc_entry_t entry;

    if (!ip_active(reply) || space->is_table->ie_next == 0 || !use_send(dest, space))
        return FALSE;
    dest_name = dest->ip_receiver_name;
    (void)ipc_entry_get(space, &reply_name, &entry);
    entry->ie_bits |= MACH_PORT_TYPE_SEND_ONCE | 1;
    entry->ie_object = (ipc_object_t)reply;
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) |
                     MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND);
    msg->msgh_local_port = dest_name;
    msg->msgh_remote_port = reply_name;
    return TRUE;
}

static inline boolean_t one_way_header(mach_msg_header_t *msg, ipc_space_t space)
{
    ipc_port_t dest = (ipc_port_t)msg->msgh_remote_port;

    if (!use_send(dest, space))
        return FALSE;
    msg->msgh_bits =
        MACH_MSGH_BITS_OTHER(msg->msgh_bits) | MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND);
    msg->msgh_local_port = dest->ip_receiver_name;
    msg->msgh_remote_port = MACH_PORT_NULL;
    return TRUE;
}

static inline boolean_t reply_header(mach_msg_header_t *msg, ipc_space_t space)
{
    ipc_port_t dest = (ipc_port_t)msg->msgh_remote_port;

    if (!ip_active(dest) || dest->ip_receiver != space)
        return FALSE;
    dest->ip_sorights--;
    dest->ip_references--; /* the receiver has one */
    msg->msgh_bits =
        MACH_MSGH_BITS_OTHER(msg->msgh_bits) | MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE);
    msg->msgh_local_port = dest->ip_receiver_name;
    msg->msgh_remote_port = MACH_PORT_NULL;
    return TRUE;
}

static mach_msg_return_t header_error(kern_return_t kr)
{
    return kr == KERN_RESOURCE_SHORTAGE ? MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_KERNEL
                                        : MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_SPACE;
}

/* The reply right gets its name, and whoever `notify` names will be told when that dies. */
static mach_msg_return_t copyout_reply(ipc_space_t space, ipc_object_t reply,
                                       mach_msg_type_name_t type, mach_port_t notify,
                                       mach_port_t *name)
{
    ipc_port_t soright = IP_NULL, previous;
    kern_return_t kr;

    if (notify != MACH_PORT_NULL) {
        soright = ipc_port_lookup_notify(space, notify);
        if (soright == IP_NULL)
            return MACH_RCV_INVALID_NOTIFY;
    }
    *name = (mach_port_t)reply;
    if (IO_VALID(reply)) {
        kr = ipc_object_copyout(space, reply, type, TRUE, name);
        if (kr == KERN_INVALID_CAPABILITY) {
            io_release(reply);
            *name = MACH_PORT_DEAD;
        } else if (kr != KERN_SUCCESS) {
            if (soright != IP_NULL)
                ipc_port_release_sonce(soright);
            return header_error(kr);
        }
    }
    if (soright == IP_NULL)
        return MACH_MSG_SUCCESS;
    if (MACH_PORT_VALID(*name) &&
        ipc_right_dnrequest(space, *name, TRUE, soright, &previous) == KERN_SUCCESS) {
        if (previous != IP_NULL)
            ipc_notify_port_deleted(previous, *name);
        return MACH_MSG_SUCCESS;
    }
    ipc_port_release_sonce(soright);
    return MACH_MSG_SUCCESS;
}

static mach_msg_return_t general_header(mach_msg_header_t *msg, ipc_space_t space,
                                        mach_port_t notify)
{
    mach_msg_type_name_t dest_type = MACH_MSGH_BITS_REMOTE(msg->msgh_bits);
    mach_msg_type_name_t reply_type = MACH_MSGH_BITS_LOCAL(msg->msgh_bits);
    ipc_object_t dest = (ipc_object_t)msg->msgh_remote_port;
    mach_port_t dest_name, reply_name;
    mach_msg_return_t mr;

    if (!space->is_active)
        return MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_SPACE;
    mr = copyout_reply(space, (ipc_object_t)msg->msgh_local_port, reply_type, notify, &reply_name);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    ipc_object_copyout_dest(space, dest, dest_type, &dest_name);
    msg->msgh_bits = MACH_MSGH_BITS_OTHER(msg->msgh_bits) | MACH_MSGH_BITS(reply_type, dest_type);
    msg->msgh_local_port = dest_name;
    msg->msgh_remote_port = reply_name;
    return MACH_MSG_SUCCESS;
}

/* If it fails, the header is as it was, and ipc_kmsg_copyout_dest() is for the rest. */
mach_msg_return_t ipc_kmsg_copyout_header(mach_msg_header_t *msg, ipc_space_t space,
                                          mach_port_t notify)
{
    boolean_t done = FALSE;

    if (notify == MACH_PORT_NULL && space->is_active)
        switch (MACH_MSGH_BITS_PORTS(msg->msgh_bits)) {
        case MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, MACH_MSG_TYPE_PORT_SEND_ONCE):
            done = IO_VALID((ipc_object_t)msg->msgh_local_port) && request_header(msg, space);
            break;
        case MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0):
            done = one_way_header(msg, space);
            break;
        case MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0):
            done = reply_header(msg, space);
            break;
        default:
            break;
        }
    return done ? MACH_MSG_SUCCESS : general_header(msg, space, notify);
}

/* MACH_RCV_HEADER_ERROR, _INVALID_NOTIFY: not delivered; MACH_RCV_BODY_ERROR: parts are missing. */
mach_msg_return_t ipc_kmsg_copyout(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map,
                                   mach_port_t notify)
{
    mach_msg_return_t mr = ipc_kmsg_copyout_header(&kmsg->ikm_header, space, notify);

    if (mr != MACH_MSG_SUCCESS)
        return mr;
    if ((kmsg->ikm_header.msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0)
        return MACH_MSG_SUCCESS;
    mr = ipc_kmsg_copyout_body(ipc_kmsg_body(kmsg), ipc_kmsg_end(kmsg), space, map);
    return mr == MACH_MSG_SUCCESS ? mr : mr | MACH_RCV_BODY_ERROR;
}

/* Back to the sender, who could not send it: its rights come back as what was moved. */
mach_msg_return_t ipc_kmsg_copyout_pseudo(ipc_kmsg_t kmsg, ipc_space_t space, vm_map_t map)
{
    mach_msg_header_t *msg = &kmsg->ikm_header;
    mach_msg_return_t mr;
    mach_port_t dest_name, reply_name;

    mr = ipc_kmsg_copyout_object(space, (ipc_object_t)msg->msgh_remote_port,
                                 MACH_MSGH_BITS_REMOTE(msg->msgh_bits), &dest_name) |
         ipc_kmsg_copyout_object(space, (ipc_object_t)msg->msgh_local_port,
                                 MACH_MSGH_BITS_LOCAL(msg->msgh_bits), &reply_name);
    msg->msgh_bits &= ~MACH_MSGH_BITS_CIRCULAR;
    msg->msgh_remote_port = dest_name;
    msg->msgh_local_port = reply_name;
    if (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX)
        mr |= ipc_kmsg_copyout_body(ipc_kmsg_body(kmsg), ipc_kmsg_end(kmsg), space, map);
    return mr;
}

/* To a receiver who cannot have it: only where it came in; all else is destroyed. */
void ipc_kmsg_copyout_dest(ipc_kmsg_t kmsg, ipc_space_t space)
{
    mach_msg_header_t *msg = &kmsg->ikm_header;
    mach_msg_bits_t bits = msg->msgh_bits;
    ipc_object_t dest = (ipc_object_t)msg->msgh_remote_port;
    ipc_object_t reply = (ipc_object_t)msg->msgh_local_port;
    mach_port_t dest_name, reply_name = (mach_port_t)reply;

    ipc_object_copyout_dest(space, dest, MACH_MSGH_BITS_REMOTE(bits), &dest_name);
    if (IO_VALID(reply)) {
        ipc_object_destroy(reply, MACH_MSGH_BITS_LOCAL(bits));
        reply_name = MACH_PORT_NULL;
    }
    msg->msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_LOCAL(bits), MACH_MSGH_BITS_REMOTE(bits));
    msg->msgh_local_port = dest_name;
    msg->msgh_remote_port = reply_name;
    if (bits & MACH_MSGH_BITS_COMPLEX)
        ipc_kmsg_clean_body(ipc_kmsg_body(kmsg), ipc_kmsg_end(kmsg));
}
