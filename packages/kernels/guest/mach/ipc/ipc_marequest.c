/*
 * Requests to be told when a message is accepted, which a message that went past its queue's limit has
 * with it (Mach 3.0's ipc/ipc_marequest.c). By the sender's space and name they are found in a hash
 * table, for the name may go, or become another, before.
 */
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>
#include <kern/printf.h>

#define BUCKETS 16 /* a power of two: there are never many */

static ipc_marequest_t table[BUCKETS];
static zone_t ipc_marequest_zone;

#define imar_alloc() ((ipc_marequest_t)zalloc(ipc_marequest_zone))
#define imar_free(marequest) zfree(ipc_marequest_zone, (vm_offset_t)(marequest))

static ipc_marequest_t *bucket_of(ipc_space_t space, mach_port_t name)
{
    return &table[(((uintptr_t)space >> 4) + MACH_PORT_INDEX(name)) & (BUCKETS - 1)];
}

void ipc_marequest_init(void)
{
    ipc_marequest_zone = zinit(sizeof(struct ipc_marequest), 4096 * sizeof(struct ipc_marequest),
                               0, FALSE, "ipc msg-accepted requests");
}

/* For the send right that the space has to the port, in favour of the port named `notify`. */
mach_msg_return_t ipc_marequest_create(ipc_space_t space, ipc_port_t port, mach_port_t notify,
                                       ipc_marequest_t *result)
{
    ipc_marequest_t marequest = imar_alloc();
    mach_msg_return_t mr = MACH_MSG_SUCCESS;
    ipc_port_t soright = IP_NULL;
    mach_port_t name;
    ipc_entry_t entry;

    if (marequest == IMAR_NULL)
        return MACH_SEND_NO_NOTIFY;
    if (!space->is_active)
        mr = MACH_SEND_INVALID_NOTIFY;
    else if (ipc_right_reverse(space, (ipc_object_t)port, &name, &entry) &&
             (entry->ie_bits & MACH_PORT_TYPE_SEND_RECEIVE) != 0) {
        if (entry->ie_bits & IE_BITS_MAREQUEST)
            mr = MACH_SEND_NOTIFY_IN_PROGRESS;
        else if ((soright = ipc_port_lookup_notify(space, notify)) == IP_NULL)
            mr = MACH_SEND_INVALID_NOTIFY;
    } else {
        mr = MACH_SEND_INVALID_NOTIFY;
    }
    if (mr != MACH_MSG_SUCCESS) {
        imar_free(marequest);
        return mr;
    }
    entry->ie_bits |= IE_BITS_MAREQUEST;
    is_reference(space);
    marequest->imar_space = space;
    marequest->imar_name = name;
    marequest->imar_soright = soright;
    marequest->imar_next = *bucket_of(space, name);
    *bucket_of(space, name) = marequest;
    *result = marequest;
    return MACH_MSG_SUCCESS;
}

static ipc_marequest_t unlink(ipc_space_t space, mach_port_t name)
{
    ipc_marequest_t *link = bucket_of(space, name), found;

    for (; (found = *link) != IMAR_NULL; link = &found->imar_next)
        if (found->imar_space == space && found->imar_name == name) {
            *link = found->imar_next;
            return found;
        }
    panic("ipc_marequest: no request of name %x", (unsigned)name);
}

/* The name goes: the message will find nobody to be told. */
void ipc_marequest_cancel(ipc_space_t space, mach_port_t name)
{
    unlink(space, name)->imar_name = MACH_PORT_NULL;
}

void ipc_marequest_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name)
{
    ipc_marequest_t marequest = unlink(space, old), *bucket = bucket_of(space, new_name);

    marequest->imar_name = new_name;
    marequest->imar_next = *bucket;
    *bucket = marequest;
}

/* The message has been received, or will never be. */
void ipc_marequest_destroy(ipc_marequest_t marequest)
{
    ipc_space_t space = marequest->imar_space;
    mach_port_t name = marequest->imar_name;
    ipc_port_t soright = marequest->imar_soright;
    ipc_entry_t entry;

    if (name != MACH_PORT_NULL) {
        (void)unlink(space, name);
        if (space->is_active) {
            entry = ipc_entry_lookup(space, name);
            if (entry != IE_NULL)
                entry->ie_bits &= ~IE_BITS_MAREQUEST;
        } else {
            name = MACH_PORT_NULL;
        }
    }
    imar_free(marequest);
    is_release(space);
    if (soright != IP_NULL)
        ipc_notify_msg_accepted(soright, name);
}
