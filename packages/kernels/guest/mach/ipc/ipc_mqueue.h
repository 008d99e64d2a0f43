/*
 * A queue of a port or a port set: messages that wait for a receiver, or receivers that wait for
 * messages, never both (Mach 3.0's ipc_mqueue).
 */
#ifndef IPC_IPC_MQUEUE_H
#define IPC_IPC_MQUEUE_H

#include <ipc/ipc_kmsg_queue.h>
#include <ipc/ipc_types.h>

struct ipc_mqueue {
    struct ipc_kmsg_queue imq_messages;
    struct ipc_thread_queue imq_threads;
};

/* What ipc_mqueue_receive is to do, besides how a thread goes on that must wait. */
#define IMQ_NULL_CONTINUE ((void (*)(void))0)

void ipc_mqueue_init(ipc_mqueue_t mqueue);
void ipc_mqueue_move(ipc_mqueue_t to, ipc_mqueue_t from, ipc_port_t port);
void ipc_mqueue_changed(ipc_mqueue_t mqueue, mach_msg_return_t reason);
mach_msg_return_t ipc_mqueue_send(ipc_kmsg_t kmsg, mach_msg_option_t option,
                                  mach_msg_timeout_t timeout);
mach_msg_return_t ipc_mqueue_copyin(ipc_space_t space, mach_port_t name, ipc_mqueue_t *mqueue,
                                    ipc_object_t *object);
mach_msg_return_t ipc_mqueue_receive(ipc_mqueue_t mqueue, mach_msg_option_t option,
                                     mach_msg_size_t max_size, mach_msg_timeout_t timeout,
                                     boolean_t resume, void (*continuation)(void),
                                     ipc_kmsg_t *kmsg, mach_port_seqno_t *seqno);

/* Of the kernel itself: past the queue's limit, and it cannot fail. */
#define ipc_mqueue_send_always(kmsg) \
    ((void)ipc_mqueue_send((kmsg), MACH_SEND_ALWAYS, MACH_MSG_TIMEOUT_NONE))

#endif
