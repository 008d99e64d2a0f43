/*
 * Buffers of messages: queues, where buffers come from, and the way in and out of them (Mach 3.0's
 * ipc/ipc_kmsg.c; translation is in ipc_kmsg_copyin*.c and ipc_kmsg_copyout*.c).
 */
#include <ipc/ipc_kmsg.h>
#include <kern/strings.h>
#include <mips/copy.h>

ipc_kmsg_t ipc_kmsg_cache;

void ipc_kmsg_enqueue(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg)
{
    ipc_kmsg_enqueue_macro(queue, kmsg);
}

ipc_kmsg_t ipc_kmsg_dequeue(ipc_kmsg_queue_t queue)
{
    ipc_kmsg_t first = ipc_kmsg_queue_first(queue);

    if (first != IKM_NULL)
        ipc_kmsg_rmqueue_first_macro(queue, first);
    return first;
}

void ipc_kmsg_rmqueue(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg)
{
    ipc_kmsg_t next = kmsg->ikm_next, previous = kmsg->ikm_prev;

    if (next == kmsg) {
        queue->ikmq_base = IKM_NULL;
        return;
    }
    if (queue->ikmq_base == kmsg)
        queue->ikmq_base = next;
    next->ikm_prev = previous;
    previous->ikm_next = next;
}

/* The one behind it, IKM_NULL after the last. */
ipc_kmsg_t ipc_kmsg_queue_next(ipc_kmsg_queue_t queue, ipc_kmsg_t kmsg)
{
    return kmsg->ikm_next == queue->ikmq_base ? IKM_NULL : kmsg->ikm_next;
}

void ipc_kmsg_free(ipc_kmsg_t kmsg)
{
    if (kmsg->ikm_size > 0)
        kfree((vm_offset_t)kmsg, kmsg->ikm_size);
}

/* Small messages have buffers of one size, so that each can be the processor's. */
mach_msg_return_t ipc_kmsg_get(mach_msg_header_t *msg, mach_msg_size_t size, ipc_kmsg_t *result)
{
    ipc_kmsg_t kmsg;

    if (size < sizeof(mach_msg_header_t) || (size & 3) != 0)
        return MACH_SEND_MSG_TOO_SMALL;
    if (size > MSG_SIZE_MAX)
        return MACH_SEND_NO_BUFFER;
    if (size <= IKM_SAVED_MSG_SIZE) {
        kmsg = ikm_cache();
        if (kmsg != IKM_NULL) {
            ikm_cache() = IKM_NULL;
        } else {
            kmsg = ikm_alloc(IKM_SAVED_MSG_SIZE);
            if (kmsg == IKM_NULL)
                return MACH_SEND_NO_BUFFER;
            ikm_init(kmsg, IKM_SAVED_MSG_SIZE);
        }
    } else {
        kmsg = ikm_alloc(size);
        if (kmsg == IKM_NULL)
            return MACH_SEND_NO_BUFFER;
        ikm_init(kmsg, size);
    }
    if (copyinmsg(msg, &kmsg->ikm_header, size)) {
        ikm_free(kmsg);
        return MACH_SEND_INVALID_DATA;
    }
    kmsg->ikm_header.msgh_size = size;
    *result = kmsg;
    return MACH_MSG_SUCCESS;
}

mach_msg_return_t ipc_kmsg_get_from_kernel(mach_msg_header_t *msg, mach_msg_size_t size,
                                           ipc_kmsg_t *result)
{
    ipc_kmsg_t kmsg = ikm_alloc(size);

    if (kmsg == IKM_NULL)
        return MACH_SEND_NO_BUFFER;
    ikm_init(kmsg, size);
    bcopy(msg, &kmsg->ikm_header, size);
    kmsg->ikm_header.msgh_size = size;
    *result = kmsg;
    return MACH_MSG_SUCCESS;
}

/* The buffer is given up, whether or not the user could be given the message. */
mach_msg_return_t ipc_kmsg_put(mach_msg_header_t *msg, ipc_kmsg_t kmsg, mach_msg_size_t size)
{
    mach_msg_return_t mr = MACH_MSG_SUCCESS;

    if (copyoutmsg(&kmsg->ikm_header, msg, size))
        mr = MACH_RCV_INVALID_DATA;
    if (kmsg->ikm_size == IKM_SAVED_KMSG_SIZE && ikm_cache() == IKM_NULL)
        ikm_cache() = kmsg;
    else
        ikm_free(kmsg);
    return mr;
}

void ipc_kmsg_put_to_kernel(mach_msg_header_t *msg, ipc_kmsg_t kmsg, mach_msg_size_t size)
{
    bcopy(&kmsg->ikm_header, msg, size);
    ikm_free(kmsg);
}
