/*
 * Ports (Mach 3.0's ipc_port): a protected queue of messages with one receiver, and the counts of
 * the rights to it that are out. A port of the kernel's own has the receiver ipc_space_kernel and
 * stands for a kernel object.
 *
 * While a receive right is in a message the port is in limbo: no receiver name, and ip_destination
 * is the port that the message goes to. A dead port keeps the time of its death.
 */
#ifndef IPC_IPC_PORT_H
#define IPC_IPC_PORT_H

#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_thread.h>
#include <ipc/ipc_types.h>

typedef unsigned ipc_port_timestamp_t;
typedef unsigned ipc_port_request_index_t;

struct ipc_port {
    struct ipc_object ip_object;
    union {
        ipc_space_t receiver;
        ipc_port_t destination;
        ipc_port_timestamp_t timestamp;
    } data;
    mach_port_t ip_receiver_name;
    vm_offset_t ip_kobject;
    mach_port_mscount_t ip_mscount; /* send rights made by the receiver, ever */
    mach_port_rights_t ip_srights, ip_sorights;
    ipc_port_t ip_nsrequest; /* send-once rights left with the port */
    ipc_port_t ip_pdrequest;
    ipc_port_request_t ip_dnrequests; /* a table, whose first element is its head */
    ipc_pset_t ip_pset;
    mach_port_seqno_t ip_seqno; /* of the next message that is received */
    mach_port_msgcount_t ip_msgcount, ip_qlimit;
    struct ipc_mqueue ip_messages;
    struct ipc_thread_queue ip_blocked; /* senders for whom there was no room */
};

#define ip_references ip_object.io_references
#define ip_bits ip_object.io_bits
#define ip_receiver data.receiver
#define ip_destination data.destination
#define ip_timestamp data.timestamp

#define ip_active(port) io_active(&(port)->ip_object)
#define ip_kotype(port) io_kotype(&(port)->ip_object)
#define ip_reference(port) io_reference(&(port)->ip_object)
#define ip_release(port) io_release(&(port)->ip_object)

/* An element of a port's table of dead-name requests: who is to be told about which name. */
struct ipc_port_request {
    union {
        ipc_port_t port;
        ipc_port_request_index_t index;
    } notify;
    union {
        mach_port_t name;
        ipc_table_size_t size;
    } name;
};

#define ipr_next notify.index
#define ipr_size name.size
#define ipr_soright notify.port
#define ipr_name name.name

/* Time goes by in deaths of ports: which of two dead names died after a moment. */
extern ipc_port_timestamp_t ipc_port_timestamp_data;
#define IP_TIMESTAMP_ORDER(one, two) ((int)((one) - (two)) < 0)
ipc_port_timestamp_t ipc_port_timestamp(void);

/* Dead-name requests; ipc_port_dngrow may block, and says whether to try again. */
kern_return_t ipc_port_dnrequest(ipc_port_t port, mach_port_t name, ipc_port_t soright,
                                 ipc_port_request_index_t *index);
kern_return_t ipc_port_dngrow(ipc_port_t port);
ipc_port_t ipc_port_dncancel(ipc_port_t port, mach_port_t name, ipc_port_request_index_t index);
#define ipc_port_dnrename(port, index, old, new_name) \
    ((void)((port)->ip_dnrequests[index].ipr_name = (new_name)))

void ipc_port_pdrequest(ipc_port_t port, ipc_port_t notify, ipc_port_t *previous);
void ipc_port_nsrequest(ipc_port_t port, mach_port_mscount_t sync, ipc_port_t notify,
                        ipc_port_t *previous);
void ipc_port_set_qlimit(ipc_port_t port, mach_port_msgcount_t qlimit);
ipc_mqueue_t ipc_port_lock_mqueue(ipc_port_t port);
void ipc_port_set_seqno(ipc_port_t port, mach_port_seqno_t seqno);

void ipc_port_init(ipc_port_t port, ipc_space_t space, mach_port_t name);
kern_return_t ipc_port_alloc(ipc_space_t space, mach_port_t *name, ipc_port_t *port);
kern_return_t ipc_port_alloc_name(ipc_space_t space, mach_port_t name, ipc_port_t *port);
void ipc_port_clear_receiver(ipc_port_t port);
void ipc_port_destroy(ipc_port_t port);
boolean_t ipc_port_check_circularity(ipc_port_t port, ipc_port_t dest);
ipc_port_t ipc_port_lookup_notify(ipc_space_t space, mach_port_t name);

/* Rights that the kernel itself holds, as pointers. */
ipc_port_t ipc_port_make_send(ipc_port_t port);
ipc_port_t ipc_port_copy_send(ipc_port_t port);
mach_port_t ipc_port_copyout_send(ipc_port_t sright, ipc_space_t space);
void ipc_port_release_send(ipc_port_t port);
ipc_port_t ipc_port_make_sonce(ipc_port_t port);
void ipc_port_release_sonce(ipc_port_t port);
void ipc_port_release_receive(ipc_port_t port);

/* Ports whose receiver is one of the kernel's special spaces. */
ipc_port_t ipc_port_alloc_special(ipc_space_t space);
void ipc_port_dealloc_special(ipc_port_t port, ipc_space_t space);
#define ipc_port_alloc_kernel() ipc_port_alloc_special(ipc_space_kernel)
#define ipc_port_dealloc_kernel(port) ipc_port_dealloc_special((port), ipc_space_kernel)
#define ipc_port_alloc_reply() ipc_port_alloc_special(ipc_space_reply)
#define ipc_port_dealloc_reply(port) ipc_port_dealloc_special((port), ipc_space_reply)

#endif
