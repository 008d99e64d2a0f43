/* Ports: their life, their receiver, their limit (Mach 3.0's ipc/ipc_port.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_notify.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_table.h>
#include <kern/ipc_sched.h>
#include <kern/thread.h>

ipc_port_timestamp_t ipc_port_timestamp_data;

ipc_port_timestamp_t ipc_port_timestamp(void)
{
    return ipc_port_timestamp_data++;
}

void ipc_port_init(ipc_port_t port, ipc_space_t space, mach_port_t name)
{
    port->ip_receiver = space;
    port->ip_receiver_name = name;
    port->ip_kobject = IKO_NULL;
    port->ip_mscount = 0;
    port->ip_srights = port->ip_sorights = 0;
    port->ip_nsrequest = port->ip_pdrequest = IP_NULL;
    port->ip_dnrequests = IPR_NULL;
    port->ip_pset = IPS_NULL;
    port->ip_seqno = 0;
    port->ip_msgcount = 0;
    port->ip_qlimit = MACH_PORT_QLIMIT_DEFAULT;
    ipc_mqueue_init(&port->ip_messages);
    ipc_thread_queue_init(&port->ip_blocked);
}

kern_return_t ipc_port_alloc(ipc_space_t space, mach_port_t *name, ipc_port_t *port)
{
    kern_return_t kr = ipc_object_alloc(space, IOT_PORT, MACH_PORT_TYPE_RECEIVE, 0, name,
                                        (ipc_object_t *)port);

    if (kr == KERN_SUCCESS)
        ipc_port_init(*port, space, *name);
    return kr;
}

kern_return_t ipc_port_alloc_name(ipc_space_t space, mach_port_t name, ipc_port_t *port)
{
    kern_return_t kr = ipc_object_alloc_name(space, IOT_PORT, MACH_PORT_TYPE_RECEIVE, 0, name,
                                             (ipc_object_t *)port);

    if (kr == KERN_SUCCESS)
        ipc_port_init(*port, space, name);
    return kr;
}

/* With one reference, its receiver's. */
ipc_port_t ipc_port_alloc_special(ipc_space_t space)
{
    ipc_port_t port = (ipc_port_t)zalloc(ipc_object_zones[IOT_PORT]);

    if (port == IP_NULL)
        return IP_NULL;
    port->ip_references = 1;
    port->ip_bits = io_makebits(TRUE, IOT_PORT, 0);
    /* A name that no message's receiver takes for null. */
    ipc_port_init(port, space, 1);
    return port;
}

void ipc_port_dealloc_special(ipc_port_t port, ipc_space_t space)
{
    (void)space;
    ipc_port_clear_receiver(port);
    port->ip_receiver_name = MACH_PORT_NULL;
    ipc_port_destroy(port);
}

/* Where messages of this port are queued; a set that has died does not count. */
ipc_mqueue_t ipc_port_lock_mqueue(ipc_port_t port)
{
    ipc_pset_t pset = port->ip_pset;

    if (pset != IPS_NULL) {
        if (ips_active(pset))
            return &pset->ips_messages;
        ipc_pset_remove(pset, port);
    }
    return &port->ip_messages;
}

void ipc_port_set_seqno(ipc_port_t port, mach_port_seqno_t seqno)
{
    (void)ipc_port_lock_mqueue(port);
    port->ip_seqno = seqno;
}

/* Senders for whom there is room now go on. */
void ipc_port_set_qlimit(ipc_port_t port, mach_port_msgcount_t qlimit)
{
    if (qlimit > port->ip_qlimit)
        for (unsigned more = qlimit - port->ip_qlimit; more > 0; more--) {
            ipc_thread_t sender = ipc_thread_dequeue(&port->ip_blocked);

            if (sender == ITH_NULL)
                break;
            sender->ith_state = MACH_MSG_SUCCESS;
            thread_go(sender);
        }
    port->ip_qlimit = qlimit;
}

/* The receive right is on its way to somewhere, or to death: who waits for a message is told. */
void ipc_port_clear_receiver(ipc_port_t port)
{
    if (port->ip_pset != IPS_NULL)
        ipc_pset_remove(port->ip_pset, port);
    else
        ipc_mqueue_changed(&port->ip_messages, MACH_RCV_PORT_DIED);
    port->ip_mscount = 0;
    port->ip_seqno = 0;
}

static void wake_senders(ipc_port_t port)
{
    ipc_thread_t sender;

    while ((sender = ipc_thread_dequeue(&port->ip_blocked)) != ITH_NULL) {
        sender->ith_state = MACH_MSG_SUCCESS; /* it will find the port dead */
        thread_go(sender);
    }
}

static void destroy_messages(ipc_port_t port)
{
    ipc_kmsg_t kmsg;

    while ((kmsg = ipc_kmsg_dequeue(&port->ip_messages.imq_messages)) != IKM_NULL) {
        ip_release(port);
        kmsg->ikm_header.msgh_remote_port = MACH_PORT_NULL;
        ipc_kmsg_destroy(kmsg);
    }
}

static void tell_dead_names(ipc_port_t port)
{
    ipc_port_request_t table = port->ip_dnrequests;
    ipc_table_size_t its;

    if (table == IPR_NULL)
        return;
    port->ip_dnrequests = IPR_NULL;
    its = table->ipr_size;
    for (unsigned i = 1; i < its->its_size; i++)
        if (table[i].ipr_name != MACH_PORT_NULL)
            ipc_notify_dead_name(table[i].ipr_soright, table[i].ipr_name);
    it_dnrequests_free(its, table);
}

/* The port, whose receiver is cleared, dies; or, if somebody asked for it, it is sent to them. */
void ipc_port_destroy(ipc_port_t port)
{
    ipc_port_t pdrequest = port->ip_pdrequest, nsrequest;

    if (pdrequest != IP_NULL) {
        port->ip_pdrequest = IP_NULL;
        port->ip_receiver_name = MACH_PORT_NULL;
        port->ip_destination = IP_NULL;
        if (!ipc_port_check_circularity(port, pdrequest)) {
            ipc_notify_port_destroyed(pdrequest, port);
            return;
        }
        ipc_port_release_sonce(pdrequest);
    }

    nsrequest = port->ip_nsrequest;
    port->ip_nsrequest = IP_NULL;
    port->ip_bits &= ~IO_BITS_ACTIVE;
    port->ip_timestamp = ipc_port_timestamp();
    wake_senders(port);
    destroy_messages(port);
    tell_dead_names(port);
    if (ip_kotype(port) != IKOT_NONE)
        ipc_kobject_destroy(port);
    if (nsrequest != IP_NULL)
        ipc_notify_send_once(nsrequest);
    ip_release(port);
}

/*
 * The receive right `port` is in a message to `dest`. TRUE: dest's own receive right is on its way, in
 * the end to port, and nobody could ever receive it; otherwise port remembers dest, with a reference.
 */
boolean_t ipc_port_check_circularity(ipc_port_t port, ipc_port_t dest)
{
    for (ipc_port_t at = dest; at != IP_NULL; at = at->ip_destination) {
        if (at == port)
            return TRUE;
        if (!ip_active(at) || at->ip_receiver_name != MACH_PORT_NULL)
            break;
    }
    ip_reference(dest);
    port->ip_destination = dest;
    return FALSE;
}
