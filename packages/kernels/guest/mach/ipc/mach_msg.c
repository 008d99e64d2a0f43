/*
 * Sending and receiving as two things (Mach 3.0's ipc/mach_msg.c); the trap that does both at once is in
 * mach_msg_trap.c.
 */
#include <ipc/ipc_kmsg.h>
#include <ipc/ipc_marequest.h>
#include <ipc/ipc_mqueue.h>
#include <ipc/ipc_object.h>
#include <ipc/ipc_port.h>
#include <ipc/ipc_space.h>
#include <ipc/mach_msg.h>
#include <ipc/mach_msg_receive.h>
#include <kern/sched_prim.h>
#include <kern/task.h>
#include <kern/thread.h>
#include <mips/copy.h>
#include <mips/pcb.h>

/* A full port takes the message all the same, and its sender will be told when it has been received. */
static mach_msg_return_t send_notify(ipc_kmsg_t kmsg, mach_msg_option_t option, ipc_space_t space,
                                     mach_msg_timeout_t timeout, mach_port_t notify)
{
    mach_msg_return_t mr;

    if ((option & MACH_SEND_TIMEOUT) == 0)
        timeout = MACH_MSG_TIMEOUT_NONE;
    mr = ipc_mqueue_send(kmsg, MACH_SEND_TIMEOUT, timeout);
    if (mr != MACH_SEND_TIMED_OUT)
        return mr;
    mr = ipc_marequest_create(space, (ipc_port_t)kmsg->ikm_header.msgh_remote_port, notify,
                              &kmsg->ikm_marequest);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    ipc_mqueue_send_always(kmsg);
    return MACH_SEND_WILL_NOTIFY;
}

mach_msg_return_t mach_msg_send(mach_msg_header_t *msg, mach_msg_option_t option,
                                mach_msg_size_t send_size, mach_msg_timeout_t timeout,
                                mach_port_t notify)
{
    ipc_space_t space = current_space();
    vm_map_t map = current_map();
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg;

    mr = ipc_kmsg_get(msg, send_size, &kmsg);
    if (mr != MACH_MSG_SUCCESS)
        return mr;
    mr = ipc_kmsg_copyin(kmsg, space, map,
                         (option & MACH_SEND_CANCEL) != 0 ? notify : MACH_PORT_NULL);
    if (mr != MACH_MSG_SUCCESS) {
        ikm_free(kmsg);
        return mr;
    }
    if ((option & MACH_SEND_NOTIFY) != 0) {
        mr = send_notify(kmsg, option, space, timeout, notify);
        if (mr == MACH_SEND_WILL_NOTIFY)
            return mr;
    } else {
        mr = ipc_mqueue_send(kmsg, option & MACH_SEND_TIMEOUT, timeout);
    }
    if (mr != MACH_MSG_SUCCESS) {
        /* Its rights and its memory come back, under names and addresses that may be others. */
        mr |= ipc_kmsg_copyout_pseudo(kmsg, space, map);
        (void)ipc_kmsg_put(msg, kmsg, kmsg->ikm_header.msgh_size);
    }
    return mr;
}

/* What has been received, or why not, becomes the user's. */
mach_msg_return_t mach_msg_receive_results(mach_msg_return_t mr, ipc_kmsg_t kmsg,
                                           mach_port_seqno_t seqno, mach_msg_header_t *msg,
                                           mach_msg_option_t option, mach_msg_size_t rcv_size,
                                           mach_port_t notify)
{
    ipc_space_t space = current_space();

    if (mr != MACH_MSG_SUCCESS) {
        mach_msg_size_t real_size = (mach_msg_size_t)(uintptr_t)kmsg;

        if (mr == MACH_RCV_TOO_LARGE && (option & MACH_RCV_LARGE) != 0 &&
            copyout(&real_size, &msg->msgh_size, sizeof real_size))
            mr = MACH_RCV_INVALID_DATA;
        return mr;
    }
    kmsg->ikm_header.msgh_seqno = seqno;
    if (kmsg->ikm_header.msgh_size > rcv_size) {
        ipc_kmsg_copyout_dest(kmsg, space);
        if (rcv_size >= sizeof *msg)
            (void)ipc_kmsg_put(msg, kmsg, sizeof *msg);
        else
            ikm_free(kmsg);
        return MACH_RCV_TOO_LARGE;
    }
    mr = ipc_kmsg_copyout(kmsg, space, current_map(),
                          (option & MACH_RCV_NOTIFY) != 0 ? notify : MACH_PORT_NULL);
    if (mr == MACH_MSG_SUCCESS)
        return ipc_kmsg_put(msg, kmsg, kmsg->ikm_header.msgh_size);
    if ((mr & ~MACH_MSG_MASK) == MACH_RCV_BODY_ERROR) {
        if (ipc_kmsg_put(msg, kmsg, kmsg->ikm_header.msgh_size) == MACH_RCV_INVALID_DATA)
            mr = MACH_RCV_INVALID_DATA;
        return mr;
    }
    ipc_kmsg_copyout_dest(kmsg, space);
    if (ipc_kmsg_put(msg, kmsg, sizeof *msg) == MACH_RCV_INVALID_DATA)
        mr = MACH_RCV_INVALID_DATA;
    return mr;
}

/* The largest message that the queue may give up: others stay, so that a larger place can be found. */
static mach_msg_size_t largest(mach_msg_option_t option, mach_msg_size_t rcv_size)
{
    return (option & MACH_RCV_LARGE) != 0 ? rcv_size : MACH_MSG_SIZE_MAX;
}

mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg, mach_msg_option_t option,
                                   mach_msg_size_t rcv_size, mach_port_t rcv_name,
                                   mach_msg_timeout_t timeout, mach_port_t notify)
{
    ipc_thread_t self = current_thread();
    mach_port_seqno_t seqno = 0;
    ipc_mqueue_t mqueue;
    ipc_object_t object;
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg = IKM_NULL;

    mr = ipc_mqueue_copyin(current_space(), rcv_name, &mqueue, &object);
    if (mr != MACH_MSG_SUCCESS)
        return mr;

    /* For mach_msg_receive_continue, if the thread must wait. */
    self->saved.receive.msg = msg;
    self->saved.receive.option = option;
    self->saved.receive.rcv_size = rcv_size;
    self->saved.receive.timeout = timeout;
    self->saved.receive.notify = notify;
    self->saved.receive.object = object;
    self->saved.receive.mqueue = mqueue;
    mr = ipc_mqueue_receive(mqueue, option & MACH_RCV_TIMEOUT, largest(option, rcv_size), timeout,
                            FALSE, mach_msg_receive_continue, &kmsg, &seqno);
    ipc_object_release(object);
    return mach_msg_receive_results(mr, kmsg, seqno, msg, option, rcv_size, notify);
}

void mach_msg_receive_continue(void)
{
    ipc_thread_t self = current_thread();
    mach_msg_option_t option = self->saved.receive.option;
    mach_msg_size_t rcv_size = self->saved.receive.rcv_size;
    ipc_object_t object = self->saved.receive.object;
    mach_port_seqno_t seqno = 0;
    mach_msg_return_t mr;
    ipc_kmsg_t kmsg = IKM_NULL;

    mr = ipc_mqueue_receive(self->saved.receive.mqueue, option & MACH_RCV_TIMEOUT,
                            largest(option, rcv_size), self->saved.receive.timeout, TRUE,
                            mach_msg_receive_continue, &kmsg, &seqno);
    ipc_object_release(object);
    mr = mach_msg_receive_results(mr, kmsg, seqno, self->saved.receive.msg, option, rcv_size,
                                  self->saved.receive.notify);
    thread_syscall_return(mr);
}

boolean_t mach_msg_interrupt(ipc_thread_t thread)
{
    ipc_mqueue_t mqueue = thread->saved.receive.mqueue;

    if (thread->ith_state != MACH_RCV_IN_PROGRESS)
        return FALSE;
    ipc_thread_rmqueue(&mqueue->imq_threads, thread);
    ipc_object_release(thread->saved.receive.object);
    thread_set_syscall_return(thread, MACH_RCV_INTERRUPTED);
    thread->swap_func = thread_exception_return;
    return TRUE;
}
