/*
 * The message trap (mach_msg_trap of Mach 3.0's ipc/mach_msg.c). Sending and receiving in one call is
 * what an RPC is made of: if a receiver waits, the sender's thread waits in its place, the processor and
 * the kernel stack are handed over, and the message goes from the one's memory to the other's by way of
 * the one buffer that the processor has. Whatever is not as it is in most cases goes the slow way, from
 * the point where that is found out. The fast way's pieces are in mach_msg_fast.h.
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_msg_fast.h>
#include <ipc/mach_msg_receive.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mips/copy.h>

/* To the user of the thread that runs now: ipc_kmsg_copyout and ipc_kmsg_put. */
static inline mach_msg_return_t mach_msg_deliver(ipc_kmsg_t kmsg, mach_msg_header_t *msg,
                                                 mach_msg_size_t rcv_size)
{
    mach_msg_header_t *hdr = &kmsg->ikm_header;

    if (hdr->msgh_size > rcv_size || !fast_copyout(hdr, current_space()))
        return mach_msg_receive_results(MACH_MSG_SUCCESS, kmsg, hdr->msgh_seqno, msg,
                                        MACH_MSG_OPTION_NONE, rcv_size, MACH_PORT_NULL);
    if (copyoutmsg(hdr, msg, hdr->msgh_size)) {
        ikm_free(kmsg);
        return MACH_RCV_INVALID_DATA;
    }
    if (kmsg->ikm_size == IKM_SAVED_KMSG_SIZE && ikm_cache() == IKM_NULL)
        ikm_cache() = kmsg;
    else
        ikm_free(kmsg);
    return MACH_MSG_SUCCESS;
}

/* Receives where `where` says, whose reference it gives up. */
static mach_msg_return_t mach_msg_slow_receive(ipc_thread_t self, mach_msg_header_t *msg,
                                               mach_msg_size_t rcv_size, const struct where *where)
{
    mach_port_seqno_t seqno = 0;
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg = IKM_NULL;

    if (!io_active(where->object)) { /* while the message was sent */
        ipc_object_release(where->object);
        return MACH_RCV_PORT_DIED;
    }
    self->saved.receive.msg = msg;
    self->saved.receive.rcv_size = rcv_size;
    self->saved.receive.object = where->object;
    self->saved.receive.mqueue = where->mqueue;
    mr = ipc_mqueue_receive(where->mqueue, MACH_MSG_OPTION_NONE, MACH_MSG_SIZE_MAX,
                            MACH_MSG_TIMEOUT_NONE, FALSE, mach_msg_continue, &kmsg, &seqno);
    ipc_object_release(where->object);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    kmsg->ikm_header.msgh_seqno = seqno;
    return mach_msg_deliver(kmsg, msg, rcv_size);
}

/* A thread goes on that waited in either way. */
void mach_msg_continue(void)
{
    ipc_thread_t self = current_thread();
    mach_msg_header_t *msg = self->saved.receive.msg;
    mach_msg_size_t rcv_size = self->saved.receive.rcv_size;
    ipc_object_t object = self->saved.receive.object;
    mach_port_seqno_t seqno = 0;
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg = IKM_NULL;

    mr = ipc_mqueue_receive(self->saved.receive.mqueue, MACH_MSG_OPTION_NONE, MACH_MSG_SIZE_MAX,
                            MACH_MSG_TIMEOUT_NONE, TRUE, mach_msg_continue, &kmsg, &seqno);
    ipc_object_release(object);
    mr = mach_msg_receive_results(mr, kmsg, seqno, msg, MACH_MSG_OPTION_NONE, rcv_size,
                                  MACH_PORT_NULL);
    thread_syscall_return(mr);
}

/* The kernel's own answer, if it has one: at once when it goes to where the caller receives. */
static mach_msg_return_t kernel_rpc(ipc_thread_t self, ipc_kmsg_t kmsg, mach_msg_header_t *msg,
                                    mach_msg_size_t rcv_size, mach_port_t rcv_name,
                                    struct where *where)
{
    ipc_kmsg_t reply = ipc_kobject_server(kmsg);
    mach_msg_return_t mr;
    ipc_port_t port;

    if (where->object == IPC_OBJECT_NULL) {
        mr = ipc_mqueue_copyin(current_space(), rcv_name, &where->mqueue, &where->object);
        if (mr != MACH_MSG_SUCCESS) {
            if (reply != IKM_NULL)
                ipc_mqueue_send_always(reply);
            return mr;
        }
    }
    if (reply != IKM_NULL) {
        port = (ipc_port_t)reply->ikm_header.msgh_remote_port;
        if ((ipc_object_t)port == where->object && ip_active(port) &&
            port->ip_receiver == current_space() && port->ip_pset == IPS_NULL &&
            ipc_kmsg_queue_empty(&port->ip_messages.imq_messages) &&
            ipc_thread_queue_empty(&port->ip_messages.imq_threads) &&
            (reply->ikm_header.msgh_bits & MACH_MSGH_BITS_CIRCULAR) == 0) {
            reply->ikm_header.msgh_seqno = port->ip_seqno++;
            ip_release(port);
            return mach_msg_deliver(reply, msg, rcv_size);
        }
        ipc_mqueue_send_always(reply);
    }
    return mach_msg_slow_receive(self, msg, rcv_size, where);
}

/* The message, whose rights are ports already, is left with its port. */
static mach_msg_return_t mach_msg_slow_send(ipc_kmsg_t kmsg, mach_msg_header_t *msg, struct where *where)
{
    mach_msg_return_t mr = ipc_mqueue_send(kmsg, MACH_MSG_OPTION_NONE, MACH_MSG_TIMEOUT_NONE);

    if (mr == MACH_MSG_SUCCESS)
        return mr;
    mr |= ipc_kmsg_copyout_pseudo(kmsg, current_space(), current_map());
    (void)ipc_kmsg_put(msg, kmsg, kmsg->ikm_header.msgh_size);
    if (where->object != IPC_OBJECT_NULL)
        ipc_object_release(where->object);
    return mr;
}

static inline boolean_t to_kernel(ipc_kmsg_t kmsg)
{
    ipc_port_t dest = (ipc_port_t)kmsg->ikm_header.msgh_remote_port;

    return dest->ip_receiver == ipc_space_kernel && ip_active(dest);
}

/* Sends and receives with nothing special about it. */
static inline mach_msg_return_t mach_msg_rpc(mach_msg_header_t *msg, mach_msg_size_t send_size,
                                             mach_msg_size_t rcv_size, mach_port_t rcv_name)
{
    ipc_thread_t self = current_thread();
    ipc_space_t space = self->task->itk_space;
    struct where where = { IPC_OBJECT_NULL, 0 };
    ipc_kmsg_t kmsg = fast_get(msg, send_size);
    boolean_t fast = FALSE;
    mach_msg_return_t mr;

    if (kmsg != IKM_NULL) {
        mach_msg_header_t *hdr = &kmsg->ikm_header;

        if (hdr->msgh_bits == BITS_REQUEST_IN)
            fast = fast_copyin_request(hdr, space, rcv_name, &where);
        else if (hdr->msgh_bits == BITS_REPLY_IN)
            fast = fast_copyin_reply(hdr, space, rcv_name, &where);
    } else {
        mr = ipc_kmsg_get(msg, send_size, &kmsg);
        if (mr != MACH_MSG_SUCCESS)
            return mr;
    }
    if (!fast) {
        mr = ipc_kmsg_copyin(kmsg, space, current_map(), MACH_PORT_NULL);
        if (mr != MACH_MSG_SUCCESS) {
            ikm_free(kmsg);
            return mr;
        }
    }
    if (to_kernel(kmsg))
        return kernel_rpc(self, kmsg, msg, rcv_size, rcv_name, &where);
    if (fast && fast_send_receive(self, kmsg, msg, rcv_size, &where)) {
        self = current_thread();
        thread_syscall_return(
            mach_msg_deliver(kmsg, self->saved.receive.msg, self->saved.receive.rcv_size));
    }
    mr = mach_msg_slow_send(kmsg, msg, &where);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    if (where.object == IPC_OBJECT_NULL) {
        mr = ipc_mqueue_copyin(space, rcv_name, &where.mqueue, &where.object);
        if (mr != MACH_MSG_SUCCESS)
            return mr;
    }
    return mach_msg_slow_receive(self, msg, rcv_size, &where);
}

mach_msg_return_t mach_msg_trap(mach_msg_header_t *msg, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                mach_port_t rcv_name, mach_msg_timeout_t timeout,
                                mach_port_t notify)
{
    mach_msg_return_t mr;

    if (option == (MACH_SEND_MSG | MACH_RCV_MSG))
        return mach_msg_rpc(msg, send_size, rcv_size, rcv_name);
    if ((option & MACH_SEND_MSG) != 0) {
        mr = mach_msg_send(msg, option, send_size, timeout, notify);
        if (mr != MACH_MSG_SUCCESS)
            return mr;
    }
    if ((option & MACH_RCV_MSG) != 0)
        return mach_msg_receive(msg, option, rcv_size, rcv_name, timeout, notify);
    return MACH_MSG_SUCCESS;
}
