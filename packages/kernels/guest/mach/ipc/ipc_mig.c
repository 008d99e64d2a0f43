/* Messages that the kernel sends, and what generated stubs call (Mach 3.0's kern/ipc_mig.c). */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_kobject.h>
#include <ipc/ipc_mig.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_msg_receive.h>
#include <kern/printf.h>
#include <kern/thread.h>

/* Never waits for room in a queue. */
mach_msg_return_t mach_msg_send_from_kernel(mach_msg_header_t *msg, mach_msg_size_t send_size)
{
    ipc_kmsg_t kmsg;
    mach_msg_return_t mr;

    if (!IP_VALID((ipc_port_t)msg->msgh_remote_port))
        return MACH_SEND_INVALID_DEST;
    mr = ipc_kmsg_get_from_kernel(msg, send_size, &kmsg);
    if (mr != MACH_MSG_SUCCESS)
        panic("mach_msg_send_from_kernel: %x", (unsigned)mr);
    ipc_kmsg_copyin_from_kernel(kmsg);
    ipc_mqueue_send_always(kmsg);
    return MACH_MSG_SUCCESS;
}

/* The thread's own port for answers to the kernel. */
static ipc_port_t rpc_reply_port(ipc_thread_t self)
{
    if (self->ith_rpc_reply == IP_NULL) {
        self->ith_rpc_reply = ipc_port_alloc_reply();
        if (self->ith_rpc_reply == IP_NULL)
            panic("mach_msg_rpc_from_kernel: no port");
    }
    return self->ith_rpc_reply;
}

/* Waits for the answer, with its stack; the answer overwrites the request. */
mach_msg_return_t mach_msg_rpc_from_kernel(mach_msg_header_t *msg, mach_msg_size_t send_size,
                                           mach_msg_size_t reply_size)
{
    ipc_thread_t self = current_thread();
    ipc_port_t reply = rpc_reply_port(self);
    mach_port_seqno_t seqno = 0;
    mach_msg_return_t mr;
    mach_port_t dest;
    ipc_kmsg_t kmsg = IKM_NULL;

    msg->msgh_bits |= MACH_MSGH_BITS(0, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    msg->msgh_local_port = (mach_port_t)reply;
    mr = mach_msg_send_from_kernel(msg, send_size);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    ip_reference(reply);
    mr = ipc_mqueue_receive(&reply->ip_messages, MACH_MSG_OPTION_NONE, MACH_MSG_SIZE_MAX,
                            MACH_MSG_TIMEOUT_NONE, FALSE, IMQ_NULL_CONTINUE, &kmsg, &seqno);
    ip_release(reply);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    if (kmsg->ikm_header.msgh_size > reply_size) {
        ipc_kmsg_destroy(kmsg);
        return MACH_RCV_TOO_LARGE;
    }
    kmsg->ikm_header.msgh_seqno = seqno;
    ipc_object_copyout_dest(ipc_space_reply, (ipc_object_t)kmsg->ikm_header.msgh_remote_port,
                            MACH_MSGH_BITS_REMOTE(kmsg->ikm_header.msgh_bits), &dest);
    kmsg->ikm_header.msgh_remote_port = kmsg->ikm_header.msgh_local_port;
    kmsg->ikm_header.msgh_local_port = (mach_port_t)reply;
    ipc_kmsg_put_to_kernel(msg, kmsg, kmsg->ikm_header.msgh_size);
    return MACH_MSG_SUCCESS;
}

/* An answer that still comes finds a dead port. */
void mach_msg_abort_rpc(ipc_thread_t thread)
{
    ipc_port_t reply = thread->ith_rpc_reply;

    thread->ith_rpc_reply = IP_NULL;
    if (reply != IP_NULL)
        ipc_port_dealloc_reply(reply);
}

/* Always ends the string. */
void mig_strncpy(char *to, const char *from, vm_size_t size)
{
    if (size == 0)
        return;
    while (--size > 0 && *from != '\0')
        *to++ = *from++;
    *to = '\0';
}
