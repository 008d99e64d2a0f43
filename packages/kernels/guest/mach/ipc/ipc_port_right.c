/*
 * Rights that the kernel holds as pointers, and requests left with a port (the rest of Mach 3.0's
 * ipc/ipc_port.c).
 */
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_right.h>
#include <ipc/ipc_table.h>
#include <kern/strings.h>

/* ---- requests ---- */

kern_return_t ipc_port_dnrequest(ipc_port_t port, mach_port_t name, ipc_port_t soright,
                                 ipc_port_request_index_t *result)
{
    ipc_port_request_t table = port->ip_dnrequests, request;
    ipc_port_request_index_t index;

    if (table == IPR_NULL || (index = table->ipr_next) == 0)
        return KERN_NO_SPACE;
    request = &table[index];
    table->ipr_next = request->ipr_next;
    request->ipr_name = name;
    request->ipr_soright = soright;
    *result = index;
    return KERN_SUCCESS;
}

/* The table of requests becomes larger; while there is a wait for memory, the port may die. */
kern_return_t ipc_port_dngrow(ipc_port_t port)
{
    ipc_port_request_t old = port->ip_dnrequests, table;
    ipc_table_size_t its = old == IPR_NULL ? ipc_table_dnrequests : old->ipr_size + 1;
    unsigned from = 1;

    if (old != IPR_NULL && its->its_size == old->ipr_size->its_size)
        return KERN_RESOURCE_SHORTAGE; /* there is no larger one */
    ip_reference(port);
    table = it_dnrequests_alloc(its);
    if (table == IPR_NULL) {
        ip_release(port);
        return KERN_RESOURCE_SHORTAGE;
    }
    if (!ip_active(port) || port->ip_dnrequests != old) {
        it_dnrequests_free(its, table);
        ip_release(port);
        return KERN_SUCCESS;
    }
    ip_release(port);

    table->ipr_next = 0;
    if (old != IPR_NULL) {
        from = old->ipr_size->its_size;
        bcopy(old, table, from * sizeof *table);
    }
    table->ipr_size = its;
    for (unsigned i = its->its_size; i-- > from;) {
        table[i].ipr_name = MACH_PORT_NULL;
        table[i].ipr_next = table->ipr_next;
        table->ipr_next = i;
    }
    port->ip_dnrequests = table;
    if (old != IPR_NULL)
        it_dnrequests_free(its - 1, old);
    return KERN_SUCCESS;
}

ipc_port_t ipc_port_dncancel(ipc_port_t port, mach_port_t name, ipc_port_request_index_t index)
{
    ipc_port_request_t table = port->ip_dnrequests, request = &table[index];
    ipc_port_t soright = request->ipr_soright;

    (void)name;
    request->ipr_name = MACH_PORT_NULL;
    request->ipr_next = table->ipr_next;
    table->ipr_next = index;
    return soright;
}

void ipc_port_pdrequest(ipc_port_t port, ipc_port_t notify, ipc_port_t *previous)
{
    *previous = port->ip_pdrequest;
    port->ip_pdrequest = notify;
}

/* Told at once, if there are no senders and sync says that this is news. */
void ipc_port_nsrequest(ipc_port_t port, mach_port_mscount_t sync, ipc_port_t notify,
                        ipc_port_t *previous)
{
    mach_port_mscount_t mscount = port->ip_mscount;

    *previous = port->ip_nsrequest;
    if (port->ip_srights == 0 && (int)(sync - mscount) <= 0 && notify != IP_NULL) {
        port->ip_nsrequest = IP_NULL;
        ipc_notify_no_senders(notify, mscount);
    } else {
        port->ip_nsrequest = notify;
    }
}

/* Who may be told by a send-once right to the port of this name, which the space receives for. */
ipc_port_t ipc_port_lookup_notify(ipc_space_t space, mach_port_t name)
{
    ipc_entry_t entry = ipc_entry_lookup(space, name);
    ipc_port_t port;

    if (entry == IE_NULL || (entry->ie_bits & MACH_PORT_TYPE_RECEIVE) == 0)
        return IP_NULL;
    port = (ipc_port_t)entry->ie_object;
    ip_reference(port);
    port->ip_sorights++;
    return port;
}

/* ---- rights ---- */

ipc_port_t ipc_port_make_send(ipc_port_t port)
{
    port->ip_mscount++;
    port->ip_srights++;
    ip_reference(port);
    return port;
}

ipc_port_t ipc_port_copy_send(ipc_port_t port)
{
    if (!IP_VALID(port))
        return port;
    if (!ip_active(port))
        return IP_DEAD;
    ip_reference(port);
    port->ip_srights++;
    return port;
}

/* A name for the send right, which is consumed. */
mach_port_t ipc_port_copyout_send(ipc_port_t sright, ipc_space_t space)
{
    mach_port_t name;
    kern_return_t kr;

    if (!IP_VALID(sright))
        return (mach_port_t)sright;
    kr = ipc_object_copyout(space, (ipc_object_t)sright, MACH_MSG_TYPE_PORT_SEND, TRUE, &name);
    if (kr == KERN_SUCCESS)
        return name;
    ipc_port_release_send(sright);
    return kr == KERN_INVALID_CAPABILITY ? MACH_PORT_DEAD : MACH_PORT_NULL;
}

void ipc_port_release_send(ipc_port_t port)
{
    ipc_port_t nsrequest = IP_NULL;
    mach_port_mscount_t mscount;

    if (!IP_VALID(port))
        return;
    if (!ip_active(port)) {
        ip_release(port);
        return;
    }
    mscount = port->ip_mscount;
    if (--port->ip_srights == 0) {
        nsrequest = port->ip_nsrequest;
        port->ip_nsrequest = IP_NULL;
    }
    ip_release(port);
    if (nsrequest != IP_NULL)
        ipc_notify_no_senders(nsrequest, mscount);
}

ipc_port_t ipc_port_make_sonce(ipc_port_t port)
{
    port->ip_sorights++;
    ip_reference(port);
    return port;
}

/* Without a notification; ipc_notify_send_once() is for a right that dies unused. */
void ipc_port_release_sonce(ipc_port_t port)
{
    if (!IP_VALID(port))
        return;
    port->ip_sorights--;
    ip_release(port);
}

/* A receive right in limbo. */
void ipc_port_release_receive(ipc_port_t port)
{
    ipc_port_t destination;

    if (!IP_VALID(port))
        return;
    destination = port->ip_destination;
    ipc_port_destroy(port);
    if (destination != IP_NULL)
        ip_release(destination);
}
