/*
 * Port sets (Mach 3.0's ipc/ipc_pset.c). A set that dies is still known to its members, which leave it
 * when they next look at it.
 */
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>

kern_return_t ipc_pset_alloc(ipc_space_t space, mach_port_t *name, ipc_pset_t *pset)
{
    kern_return_t kr = ipc_object_alloc(space, IOT_PORT_SET, MACH_PORT_TYPE_PORT_SET, 0, name,
                                        (ipc_object_t *)pset);

    if (kr == KERN_SUCCESS) {
        (*pset)->ips_local_name = *name;
        ipc_mqueue_init(&(*pset)->ips_messages);
    }
    return kr;
}

kern_return_t ipc_pset_alloc_name(ipc_space_t space, mach_port_t name, ipc_pset_t *pset)
{
    kern_return_t kr = ipc_object_alloc_name(space, IOT_PORT_SET, MACH_PORT_TYPE_PORT_SET, 0, name,
                                             (ipc_object_t *)pset);

    if (kr == KERN_SUCCESS) {
        (*pset)->ips_local_name = name;
        ipc_mqueue_init(&(*pset)->ips_messages);
    }
    return kr;
}

/* Who received from the port alone has to stop that; its messages go to the set. */
void ipc_pset_add(ipc_pset_t pset, ipc_port_t port)
{
    port->ip_pset = pset;
    ips_reference(pset);
    ipc_mqueue_changed(&port->ip_messages, MACH_RCV_PORT_CHANGED);
    ipc_mqueue_move(&pset->ips_messages, &port->ip_messages, port);
}

void ipc_pset_remove(ipc_pset_t pset, ipc_port_t port)
{
    port->ip_pset = IPS_NULL;
    ipc_mqueue_move(&port->ip_messages, &pset->ips_messages, port);
    ips_release(pset);
}

/* From the set that it is in to another, or to none. */
kern_return_t ipc_pset_move(ipc_space_t space, ipc_port_t port, ipc_pset_t nset)
{
    ipc_pset_t oset = port->ip_pset;

    (void)space;
    if (oset != IPS_NULL && !ips_active(oset)) {
        ipc_pset_remove(oset, port);
        oset = IPS_NULL;
    }
    if (oset == nset)
        return nset == IPS_NULL ? KERN_NOT_IN_SET : KERN_SUCCESS;
    if (oset != IPS_NULL)
        ipc_pset_remove(oset, port);
    if (nset != IPS_NULL)
        ipc_pset_add(nset, port);
    return KERN_SUCCESS;
}

void ipc_pset_destroy(ipc_pset_t pset)
{
    pset->ips_object.io_bits &= ~IO_BITS_ACTIVE;
    ipc_mqueue_changed(&pset->ips_messages, MACH_RCV_PORT_DIED);
    ips_release(pset);
}
