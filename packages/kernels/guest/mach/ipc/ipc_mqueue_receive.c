/* Receiving from a queue (the other half of Mach 3.0's ipc/ipc_mqueue.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <kern/ipc_sched.h>
#include <kern/printf.h>
#include <kern/sched_prim.h>
#include <kern/thread.h>

/* The queue that a name stands for, with a reference to its port or set. */
mach_msg_return_t ipc_mqueue_copyin(ipc_space_t space, mach_port_t name, ipc_mqueue_t *mqueue,
                                    ipc_object_t *object)
{
    ipc_entry_t entry;

    if (!space->is_active)
        return MACH_RCV_INVALID_NAME;
    entry = ipc_entry_lookup(space, name);
    if (entry == IE_NULL)
        return MACH_RCV_INVALID_NAME;

    if ((entry->ie_bits & MACH_PORT_TYPE_RECEIVE) != 0) {
        ipc_port_t port = (ipc_port_t)entry->ie_object;
        ipc_pset_t pset = port->ip_pset;

        if (pset != IPS_NULL) {
            if (ips_active(pset))
                return MACH_RCV_IN_SET;
            ipc_pset_remove(pset, port);
        }
        ip_reference(port);
        *object = (ipc_object_t)port;
        *mqueue = &port->ip_messages;
        return MACH_MSG_SUCCESS;
    }
    if ((entry->ie_bits & MACH_PORT_TYPE_PORT_SET) != 0) {
        ipc_pset_t pset = (ipc_pset_t)entry->ie_object;

        ips_reference(pset);
        *object = (ipc_object_t)pset;
        *mqueue = &pset->ips_messages;
        return MACH_MSG_SUCCESS;
    }
    return MACH_RCV_INVALID_NAME;
}

/* Somebody who could not send can do so now; who asked to be told of the message is told. */
static void received(ipc_kmsg_t kmsg)
{
    ipc_port_t port = (ipc_port_t)kmsg->ikm_header.msgh_remote_port;
    ipc_thread_queue_t senders = &port->ip_blocked;
    ipc_thread_t sender;

    if (kmsg->ikm_marequest != IMAR_NULL) {
        ipc_marequest_destroy(kmsg->ikm_marequest);
        kmsg->ikm_marequest = IMAR_NULL;
    }
    port->ip_msgcount--;
    sender = ipc_thread_queue_first(senders);
    if (sender != ITH_NULL && port->ip_msgcount < port->ip_qlimit) {
        ipc_thread_rmqueue_first_macro(senders, sender);
        sender->ith_state = MACH_MSG_SUCCESS;
        thread_go(sender);
    }
}

/* After the wait. MACH_MSG_SUCCESS: self->ith_kmsg, or IKM_NULL to look again. */
static mach_msg_return_t waited(ipc_mqueue_t mqueue, mach_msg_timeout_t *timeout, ipc_kmsg_t *kmsg)
{
    ipc_thread_t self = current_thread();

    switch (self->ith_state) {
    case MACH_MSG_SUCCESS:
        *kmsg = self->ith_kmsg;
        return MACH_MSG_SUCCESS;
    case MACH_RCV_TOO_LARGE:
        *kmsg = (ipc_kmsg_t)(uintptr_t)self->ith_msize;
        return MACH_RCV_TOO_LARGE;
    case MACH_RCV_PORT_DIED:
    case MACH_RCV_PORT_CHANGED:
        return self->ith_state;
    case MACH_RCV_IN_PROGRESS:
        break;
    default:
        panic("ipc_mqueue_receive: strange ith_state %x", (unsigned)self->ith_state);
    }
    ipc_thread_rmqueue(&mqueue->imq_threads, self);
    switch (self->ith_wait_result) {
    case THREAD_INTERRUPTED:
        return MACH_RCV_INTERRUPTED;
    case THREAD_TIMED_OUT:
        *timeout = 0;
        *kmsg = IKM_NULL;
        return MACH_MSG_SUCCESS;
    default:
        panic("ipc_mqueue_receive: result %d", self->ith_wait_result);
    }
}

/*
 * With a continuation the thread does not come back here from a wait, but to the continuation, which
 * calls again with `resume`. For MACH_RCV_TOO_LARGE the size is left in *kmsg's place, and the message
 * in the queue. The caller holds a reference to the queue's object.
 */
mach_msg_return_t ipc_mqueue_receive(ipc_mqueue_t mqueue, mach_msg_option_t option,
                                     mach_msg_size_t max_size, mach_msg_timeout_t timeout,
                                     boolean_t resume, void (*continuation)(void),
                                     ipc_kmsg_t *kmsgp, mach_port_seqno_t *seqnop)
{
    ipc_kmsg_queue_t kmsgs = &mqueue->imq_messages;
    ipc_thread_t self = current_thread();
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg;

    if (resume)
        goto after_thread_block;
    for (;;) {
        kmsg = ipc_kmsg_queue_first(kmsgs);
        if (kmsg != IKM_NULL) {
            if (kmsg->ikm_header.msgh_size > max_size) {
                *kmsgp = (ipc_kmsg_t)(uintptr_t)kmsg->ikm_header.msgh_size;
                return MACH_RCV_TOO_LARGE;
            }
            ipc_kmsg_rmqueue_first_macro(kmsgs, kmsg);
            *seqnop = ((ipc_port_t)kmsg->ikm_header.msgh_remote_port)->ip_seqno++;
            break;
        }

        if ((option & MACH_RCV_TIMEOUT) != 0) {
            if (timeout == 0)
                return MACH_RCV_TIMED_OUT;
            thread_will_wait_with_timeout(self, timeout);
        } else {
            thread_will_wait(self);
        }
        ipc_thread_enqueue_macro(&mqueue->imq_threads, self);
        self->ith_state = MACH_RCV_IN_PROGRESS;
        self->ith_msize = max_size;
        thread_block(continuation);

    after_thread_block:
        mr = waited(mqueue, &timeout, kmsgp);
        if (mr != MACH_MSG_SUCCESS)
            return mr;
        kmsg = *kmsgp;
        if (kmsg != IKM_NULL) {
            *seqnop = self->ith_seqno;
            break;
        }
    }
    received(kmsg);
    *kmsgp = kmsg;
    return MACH_MSG_SUCCESS;
}
