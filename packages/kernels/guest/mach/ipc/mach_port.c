/*
 * What a task asks about its names, or about another's (Mach 3.0's ipc/mach_port.c; lists of names are
 * in mach_port_names.c).
 */
#include <ipc/ipc_entry.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_space.h>
#include <ipc/mach_port.h>
#include <mach/notify.h>

kern_return_t mach_port_type(ipc_space_t space, mach_port_t name, mach_port_type_t *type)
{
    mach_port_urefs_t urefs;
    ipc_entry_t entry;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = ipc_right_lookup_write(space, name, &entry);
    if (kr != KERN_SUCCESS)
        return kr;
    return ipc_right_info(space, name, entry, type, &urefs);
}

kern_return_t mach_port_rename(ipc_space_t space, mach_port_t old, mach_port_t new_name)
{
    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (!MACH_PORT_VALID(new_name))
        return KERN_INVALID_VALUE;
    return ipc_object_rename(space, old, new_name);
}

kern_return_t mach_port_allocate_name(ipc_space_t space, mach_port_right_t right, mach_port_t name)
{
    ipc_port_t port;
    ipc_pset_t pset;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (!MACH_PORT_VALID(name))
        return KERN_INVALID_VALUE;
    switch (right) {
    case MACH_PORT_RIGHT_RECEIVE:
        return ipc_port_alloc_name(space, name, &port);
    case MACH_PORT_RIGHT_PORT_SET:
        return ipc_pset_alloc_name(space, name, &pset);
    case MACH_PORT_RIGHT_DEAD_NAME:
        return ipc_object_alloc_dead_name(space, name);
    default:
        return KERN_INVALID_VALUE;
    }
}

kern_return_t mach_port_allocate(ipc_space_t space, mach_port_right_t right, mach_port_t *name)
{
    ipc_port_t port;
    ipc_pset_t pset;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    switch (right) {
    case MACH_PORT_RIGHT_RECEIVE:
        return ipc_port_alloc(space, name, &port);
    case MACH_PORT_RIGHT_PORT_SET:
        return ipc_pset_alloc(space, name, &pset);
    case MACH_PORT_RIGHT_DEAD_NAME:
        return ipc_object_alloc_dead(space, name);
    default:
        return KERN_INVALID_VALUE;
    }
}

kern_return_t mach_port_destroy(ipc_space_t space, mach_port_t name)
{
    ipc_entry_t entry;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = ipc_right_lookup_write(space, name, &entry);
    return kr != KERN_SUCCESS ? kr : ipc_right_destroy(space, name, entry);
}

kern_return_t mach_port_deallocate(ipc_space_t space, mach_port_t name)
{
    ipc_entry_t entry;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = ipc_right_lookup_write(space, name, &entry);
    return kr != KERN_SUCCESS ? kr : ipc_right_dealloc(space, name, entry);
}

/* 0 if the name is of another right. */
kern_return_t mach_port_get_refs(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                 mach_port_urefs_t *result)
{
    mach_port_type_t type;
    mach_port_urefs_t urefs;
    ipc_entry_t entry;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (right >= MACH_PORT_RIGHT_NUMBER)
        return KERN_INVALID_VALUE;
    kr = ipc_right_lookup_write(space, name, &entry);
    if (kr != KERN_SUCCESS)
        return kr;
    (void)ipc_right_info(space, name, entry, &type, &urefs);
    if ((type & MACH_PORT_TYPE(right)) == 0)
        *result = 0;
    else if (right == MACH_PORT_RIGHT_SEND || right == MACH_PORT_RIGHT_DEAD_NAME)
        *result = urefs;
    else
        *result = 1;
    return KERN_SUCCESS;
}

kern_return_t mach_port_mod_refs(ipc_space_t space, mach_port_t name, mach_port_right_t right,
                                 mach_port_delta_t delta)
{
    ipc_entry_t entry;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (right >= MACH_PORT_RIGHT_NUMBER)
        return KERN_INVALID_VALUE;
    kr = ipc_right_lookup_write(space, name, &entry);
    return kr != KERN_SUCCESS ? kr : ipc_right_delta(space, name, entry, right, delta);
}

static kern_return_t receiver(ipc_space_t space, mach_port_t name, ipc_port_t *port)
{
    return ipc_object_translate(space, name, MACH_PORT_RIGHT_RECEIVE, (ipc_object_t *)port);
}

kern_return_t mach_port_set_qlimit(ipc_space_t space, mach_port_t name, mach_port_msgcount_t qlimit)
{
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (qlimit > MACH_PORT_QLIMIT_MAX)
        return KERN_INVALID_VALUE;
    kr = receiver(space, name, &port);
    if (kr == KERN_SUCCESS)
        ipc_port_set_qlimit(port, qlimit);
    return kr;
}

kern_return_t mach_port_set_mscount(ipc_space_t space, mach_port_t name,
                                    mach_port_mscount_t mscount)
{
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = receiver(space, name, &port);
    if (kr == KERN_SUCCESS)
        port->ip_mscount = mscount;
    return kr;
}

kern_return_t mach_port_set_seqno(ipc_space_t space, mach_port_t name, mach_port_seqno_t seqno)
{
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = receiver(space, name, &port);
    if (kr == KERN_SUCCESS)
        ipc_port_set_seqno(port, seqno);
    return kr;
}

/* Into the set `after`, or out of the one that it is in. */
kern_return_t mach_port_move_member(ipc_space_t space, mach_port_t member, mach_port_t after)
{
    ipc_pset_t nset = IPS_NULL;
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = receiver(space, member, &port);
    if (kr == KERN_SUCCESS && after != MACH_PORT_NULL)
        kr = ipc_object_translate(space, after, MACH_PORT_RIGHT_PORT_SET, (ipc_object_t *)&nset);
    return kr != KERN_SUCCESS ? kr : ipc_pset_move(space, port, nset);
}

/* `notify` is consumed if it succeeds; what was asked before is given back. */
kern_return_t mach_port_request_notification(ipc_space_t space, mach_port_t name, mach_msg_id_t id,
                                             mach_port_mscount_t sync, ipc_port_t notify,
                                             ipc_port_t *previous)
{
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (notify == IP_DEAD)
        return KERN_INVALID_CAPABILITY;
    switch (id) {
    case MACH_NOTIFY_PORT_DESTROYED:
        if (sync != 0)
            return KERN_INVALID_VALUE;
        kr = receiver(space, name, &port);
        if (kr == KERN_SUCCESS)
            ipc_port_pdrequest(port, notify, previous);
        return kr;
    case MACH_NOTIFY_NO_SENDERS:
        kr = receiver(space, name, &port);
        if (kr == KERN_SUCCESS)
            ipc_port_nsrequest(port, sync, notify, previous);
        return kr;
    case MACH_NOTIFY_DEAD_NAME:
        return ipc_right_dnrequest(space, name, sync != 0, notify, previous);
    default:
        return KERN_INVALID_VALUE;
    }
}

kern_return_t mach_port_insert_right(ipc_space_t space, mach_port_t name, ipc_port_t poly,
                                     mach_msg_type_name_t type)
{
    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (!MACH_PORT_VALID(name) || !MACH_MSG_TYPE_PORT_ANY_RIGHT(type))
        return KERN_INVALID_VALUE;
    if (!IP_VALID(poly))
        return KERN_INVALID_CAPABILITY;
    return ipc_object_copyout_name(space, (ipc_object_t)poly, type, FALSE, name);
}

kern_return_t mach_port_extract_right(ipc_space_t space, mach_port_t name,
                                      mach_msg_type_name_t type, ipc_port_t *poly,
                                      mach_msg_type_name_t *poly_type)
{
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    if (!MACH_MSG_TYPE_PORT_ANY(type))
        return KERN_INVALID_VALUE;
    kr = ipc_object_copyin(space, name, type, (ipc_object_t *)poly);
    if (kr == KERN_SUCCESS)
        *poly_type = ipc_object_copyin_type(type);
    return kr;
}

kern_return_t mach_port_get_receive_status(ipc_space_t space, mach_port_t name,
                                           mach_port_status_t *status)
{
    ipc_port_t port;
    kern_return_t kr;

    if (space == IS_NULL)
        return KERN_INVALID_TASK;
    kr = receiver(space, name, &port);
    if (kr != KERN_SUCCESS)
        return kr;
    (void)ipc_port_lock_mqueue(port); /* a dead set is left */
    status->mps_pset = port->ip_pset == IPS_NULL ? MACH_PORT_NULL : port->ip_pset->ips_local_name;
    status->mps_seqno = port->ip_seqno;
    status->mps_mscount = port->ip_mscount;
    status->mps_qlimit = port->ip_qlimit;
    status->mps_msgcount = port->ip_msgcount;
    status->mps_sorights = port->ip_sorights;
    status->mps_srights = port->ip_srights > 0;
    status->mps_pdrequest = port->ip_pdrequest != IP_NULL;
    status->mps_nsrequest = port->ip_nsrequest != IP_NULL;
    return KERN_SUCCESS;
}
