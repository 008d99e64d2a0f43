/*
 * The fast way through mach_msg_trap (of Mach 3.0's ipc/mach_msg.c), in pieces that are all of one
 * function once compiled: each does in place what the function it is named after does, for the messages
 * of RPCs, and returns FALSE (or null), having done nothing, if the message or its ports are not so.
 */
#ifndef IPC_MACH_MSG_FAST_H
#define IPC_MACH_MSG_FAST_H

#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_pset.h>
#include <ipc/ipc_space.h>
#include <ipc/ipc_thread.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_msg_receive.h>
#include <kern/exception.h>
#include <kern/ipc_sched.h>
#include <kern/thread.h>
#include <mips/copy.h>

/* Where to receive, with a reference; a null object: not looked for yet. */
struct where {
    ipc_object_t object;
    ipc_mqueue_t mqueue;
};

#define TYPE_BITS(remote, local) MACH_MSGH_BITS(MACH_MSG_TYPE_##remote, MACH_MSG_TYPE_##local)
#define BITS_REQUEST_IN TYPE_BITS(COPY_SEND, MAKE_SEND_ONCE)
#define BITS_REQUEST TYPE_BITS(PORT_SEND, PORT_SEND_ONCE)
#define BITS_REQUEST_OUT TYPE_BITS(PORT_SEND_ONCE, PORT_SEND)
#define BITS_REPLY_IN TYPE_BITS(MOVE_SEND_ONCE, PORT_NONE)
#define BITS_REPLY TYPE_BITS(PORT_SEND_ONCE, PORT_NONE)
#define BITS_REPLY_OUT TYPE_BITS(PORT_NONE, PORT_SEND_ONCE)

/* ipc_kmsg_get */
static inline ipc_kmsg_t fast_get(mach_msg_header_t *msg, mach_msg_size_t send_size)
{
    ipc_kmsg_t kmsg = ikm_cache();

    if (send_size > IKM_SAVED_MSG_SIZE || send_size < sizeof *msg || (send_size & 3) != 0 ||
        kmsg == IKM_NULL)
        return IKM_NULL;
    ikm_cache() = IKM_NULL;
    if (copyinmsg(msg, &kmsg->ikm_header, send_size)) {
        ikm_free(kmsg);
        return IKM_NULL;
    }
    kmsg->ikm_header.msgh_size = send_size;
    return kmsg;
}

/* ipc_entry_lookup, of a name in the table that has the type. */
static inline ipc_entry_t fast_lookup(ipc_entry_t table, ipc_entry_num_t size, mach_port_t name,
                                      ipc_entry_bits_t type)
{
    unsigned index = MACH_PORT_INDEX(name);
    ipc_entry_t entry = &table[index];

    if (index >= size ||
        (entry->ie_bits & (IE_BITS_GEN_MASK | type)) != (MACH_PORT_GEN(name) | type))
        return IE_NULL;
    return entry;
}

/* ipc_kmsg_copyin and ipc_mqueue_copyin of a request: the reply will come in where the caller receives. */
static inline boolean_t fast_copyin_request(mach_msg_header_t *hdr, ipc_space_t space,
                                            mach_port_t rcv_name, struct where *where)
{
    ipc_entry_t table = space->is_table, entry;
    ipc_entry_num_t size = space->is_table_size;
    ipc_port_t reply, dest;

    if (hdr->msgh_local_port != rcv_name)
        return FALSE;
    entry = fast_lookup(table, size, rcv_name, MACH_PORT_TYPE_RECEIVE);
    if (entry == IE_NULL)
        return FALSE;
    reply = (ipc_port_t)entry->ie_object;
    entry = fast_lookup(table, size, hdr->msgh_remote_port, MACH_PORT_TYPE_SEND);
    if (entry == IE_NULL)
        return FALSE;
    dest = (ipc_port_t)entry->ie_object;
    if (!ip_active(dest) || reply->ip_pset != IPS_NULL)
        return FALSE;

    dest->ip_srights++;
    ip_reference(dest);
    reply->ip_sorights++;
    reply->ip_references += 2; /* one is of `where` */
    hdr->msgh_bits = BITS_REQUEST;
    hdr->msgh_remote_port = (mach_port_t)dest;
    hdr->msgh_local_port = (mach_port_t)reply;
    where->object = (ipc_object_t)reply;
    where->mqueue = &reply->ip_messages;
    return TRUE;
}

/* The same of a reply: the send-once right's name is free afterwards; requests come by port or by set. */
static inline boolean_t fast_copyin_reply(mach_msg_header_t *hdr, ipc_space_t space,
                                          mach_port_t rcv_name, struct where *where)
{
    ipc_entry_t table = space->is_table, entry;
    ipc_entry_num_t size = space->is_table_size;
    mach_port_t dest_name = hdr->msgh_remote_port;
    ipc_object_t object;
    ipc_mqueue_t mqueue;
    ipc_port_t dest;

    if (hdr->msgh_local_port != MACH_PORT_NULL)
        return FALSE;
    entry = fast_lookup(table, size, rcv_name, MACH_PORT_TYPE_PORT_SET);
    if (entry != IE_NULL) {
        object = entry->ie_object;
        mqueue = &((ipc_pset_t)object)->ips_messages;
    } else {
        entry = fast_lookup(table, size, rcv_name, MACH_PORT_TYPE_RECEIVE);
        if (entry == IE_NULL)
            return FALSE;
        object = entry->ie_object;
        mqueue = &((ipc_port_t)object)->ip_messages;
        if (((ipc_port_t)object)->ip_pset != IPS_NULL)
            return FALSE;
    }
    entry = fast_lookup(table, size, dest_name, MACH_PORT_TYPE_SEND_ONCE);
    if (entry == IE_NULL || entry->ie_request != 0 || (entry->ie_bits & IE_BITS_COLLISION) != 0)
        return FALSE;
    dest = (ipc_port_t)entry->ie_object;
    if (!ip_active(dest))
        return FALSE;

    /* ipc_entry_dealloc */
    entry->ie_bits = MACH_PORT_GEN(dest_name);
    entry->ie_object = IPC_OBJECT_NULL;
    entry->ie_next = table->ie_next;
    table->ie_next = MACH_PORT_INDEX(dest_name);
    io_reference(object);
    hdr->msgh_bits = BITS_REPLY;
    hdr->msgh_remote_port = (mach_port_t)dest;
    where->object = object;
    where->mqueue = mqueue;
    return TRUE;
}

/*
 * ipc_mqueue_send and ipc_mqueue_receive: the running thread changes places with the receiver. TRUE: the
 * receiver runs here now, its message is in kmsg. A receiver that waits for the reply to an exception
 * goes on in the kernel.
 */
static inline boolean_t fast_send_receive(ipc_thread_t self, ipc_kmsg_t kmsg,
                                          mach_msg_header_t *msg, mach_msg_size_t rcv_size,
                                          const struct where *where)
{
    ipc_port_t dest = (ipc_port_t)kmsg->ikm_header.msgh_remote_port;
    ipc_pset_t pset = dest->ip_pset;
    ipc_mqueue_t mqueue = pset == IPS_NULL ? &dest->ip_messages : &pset->ips_messages;
    ipc_thread_t receiver = ipc_thread_queue_first(&mqueue->imq_threads);
    continuation_t receives;
    ipc_object_t object;

    if (receiver == ITH_NULL || !ipc_kmsg_queue_empty(&where->mqueue->imq_messages))
        return FALSE;
    receives = receiver->swap_func;
    if (receives != mach_msg_continue && receives != exception_raise_continue)
        return FALSE;

    self->saved.receive.msg = msg;
    self->saved.receive.rcv_size = rcv_size;
    self->saved.receive.object = where->object;
    self->saved.receive.mqueue = where->mqueue;
    if (!thread_handoff(self, mach_msg_continue, receiver))
        return FALSE;

    /* The caller's wait: what ipc_mqueue_receive does before and after. */
    self->ith_state = MACH_RCV_IN_PROGRESS;
    self->ith_msize = MACH_MSG_SIZE_MAX;
    ipc_thread_enqueue_macro(&where->mqueue->imq_threads, self);
    ipc_thread_rmqueue_first_macro(&mqueue->imq_threads, receiver);
    if (receives == exception_raise_continue)
        exception_raise_continue_fast(dest, kmsg);

    kmsg->ikm_header.msgh_seqno = dest->ip_seqno++;
    object = receiver->saved.receive.object;
    io_release(object);
    return TRUE;
}

/* ipc_kmsg_copyout of a simple request: a name for the reply right. */
static inline boolean_t fast_copyout_request(mach_msg_header_t *hdr, ipc_space_t space)
{
    ipc_port_t dest = (ipc_port_t)hdr->msgh_remote_port, reply = (ipc_port_t)hdr->msgh_local_port;
    ipc_entry_t table, entry;
    ipc_entry_index_t index;
    ipc_entry_bits_t generation;

    if (!IP_VALID(reply) || !ip_active(dest) || !ip_active(reply) || dest->ip_receiver != space ||
        (dest->ip_srights == 1 && dest->ip_nsrequest != IP_NULL))
        return FALSE;
    table = space->is_table;
    index = table->ie_next;
    if (index == 0)
        return FALSE;
    entry = &table[index];
    table->ie_next = entry->ie_next;
    generation = entry->ie_bits + IE_BITS_GEN_ONE;
    entry->ie_bits = generation | MACH_PORT_TYPE_SEND_ONCE | 1;
    entry->ie_object = (ipc_object_t)reply;
    entry->ie_request = 0;
    dest->ip_srights--;
    dest->ip_references--;
    hdr->msgh_bits = BITS_REQUEST_OUT;
    hdr->msgh_local_port = dest->ip_receiver_name;
    hdr->msgh_remote_port = MACH_PORT_MAKE(index, generation);
    return TRUE;
}

static inline boolean_t fast_copyout_reply(mach_msg_header_t *hdr, ipc_space_t space)
{
    ipc_port_t dest = (ipc_port_t)hdr->msgh_remote_port;

    if (!ip_active(dest) || dest->ip_receiver != space)
        return FALSE;
    dest->ip_sorights--;
    dest->ip_references--;
    hdr->msgh_bits = BITS_REPLY_OUT;
    hdr->msgh_local_port = dest->ip_receiver_name;
    hdr->msgh_remote_port = MACH_PORT_NULL;
    return TRUE;
}

static inline boolean_t fast_copyout(mach_msg_header_t *hdr, ipc_space_t space)
{
    switch (hdr->msgh_bits) {
    case BITS_REQUEST:
        return fast_copyout_request(hdr, space);
    case BITS_REPLY:
        return fast_copyout_reply(hdr, space);
    default:
        return FALSE;
    }
}

#endif
